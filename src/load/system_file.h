// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// A file of /proc or /sys: its text; empty where it can not be read. Their sizes are not known
/// beforehand.
std::string read_system_file(const std::filesystem::path& path);

std::vector<std::string> lines_of(std::string_view text);
std::vector<std::string> words_of(std::string_view text);
std::optional<std::int64_t> whole_number(std::string_view text);

}  // namespace loadgate
