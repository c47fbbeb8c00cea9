// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.h"

namespace loadgate {

// Before the load: what cannot be written at its end should cost no minutes. Nothing stays behind,
// no folder is made: a command that is refused leaves all as it was.

/// Errors name the folder and the system's reason.
Result<void> check_folder_is_writable(const std::filesystem::path& folder);

/// Of a file that is to be made or replaced; a folder of that name is an error.
Result<void> check_file_is_writable(const std::filesystem::path& file);

}  // namespace loadgate
