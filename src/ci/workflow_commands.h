// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate {

/// Of a longer message an annotation shows so many bytes.
inline constexpr std::size_t longest_message = 1000;

/// GitHub's workflow commands, `::name key=value,…::data`, escaped as the runner reads them back.
std::string escape_command_data(std::string_view text);      ///< % CR LF
std::string escape_command_property(std::string_view text);  ///< and : ,

using CommandProperties = std::vector<std::pair<std::string_view, std::string>>;
/// One whole command with its newline. Empty properties are left out, as the runner would.
std::string workflow_command(std::string_view name, const CommandProperties& properties,
                             std::string_view data);

}  // namespace loadgate
