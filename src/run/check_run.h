// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/json_archive.h"
#include "run/run.h"

namespace loadgate {

/// What the types of a run file cannot say: indices point at something, counts and times fit
/// together. Fails at the field of `reader`, which stands at the whole file.
void check_run(const Run& run, JsonReader& reader);

}  // namespace loadgate
