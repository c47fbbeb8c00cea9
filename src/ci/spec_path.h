// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate {

/// A file as annotations and findings name it: with `/` and without `./`. It is relative to the
/// workspace where `file` is; an absolute path stays whole (GitHub's runner makes it relative).
std::string spec_path(std::string_view file);

}  // namespace loadgate
