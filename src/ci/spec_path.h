// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "report/report.h"

namespace loadgate {

/// The spec's file as annotations and findings name it: with `/` and without `./`. It is relative
/// to the workspace where the report's `spec_file` is; an absolute path stays whole (GitHub's
/// runner makes it relative).
std::string spec_path(const Report& report);

}  // namespace loadgate
