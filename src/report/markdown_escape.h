// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate {

/// Hostile text as plain words inside a line of Markdown, a table cell or a heading: no markup,
/// HTML, link, image, @mention, #reference or line break of its own.
std::string escape_markdown(std::string_view text);

/// Hostile text as a code span (CommonMark §6.1). Not for table cells: a pipe would end them.
std::string markdown_code(std::string_view text);

}  // namespace loadgate
