// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cli/world.h"
#include "load/load.h"

namespace loadgate {

/// One live line on a terminal, a line every five seconds in a log. The value's end clears the
/// line.
std::unique_ptr<ProgressListener> make_progress(World& world);

}  // namespace loadgate
