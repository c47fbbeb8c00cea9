// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace loadgate {

/// A part of the Markdown report that can be left out as a whole.
struct MarkdownSection {
  std::string name;  ///< for the word that says what was left out: "the rules that hold"
  std::string text;  ///< ends with a newline; empty where there is nothing to say
  int importance;    ///< the lowest is left out first; the headline has the highest
};

/// In the order of reading. A blank line stands between them.
std::vector<MarkdownSection> markdown_sections(const Report& report);
std::string join(const std::vector<MarkdownSection>& sections);

/// The report in at most `limit` bytes: whole sections are left out, and it says which.
std::string markdown_within(const Report& report, std::size_t limit);

}  // namespace loadgate
