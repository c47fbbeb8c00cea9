// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadgate {

/// The whole file. Errors name the path and the system's reason; larger than `limit` bytes is one.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit);

/// Writes to a temporary name beside `path`, syncs, renames: a killed process leaves the old file
/// or the new one, never half of either. Creates missing folders.
Result<void> write_file(const std::filesystem::path& path, std::string_view content);

/// Appends in one write (CI's output files), creating the file.
Result<void> append_file(const std::filesystem::path& path, std::string_view content);

}  // namespace loadgate
