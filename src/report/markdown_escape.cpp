// SPDX-License-Identifier: Apache-2.0
#include "report/markdown_escape.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace loadgate {
namespace {

constexpr std::size_t longest_text = 4096;

struct MarkdownEscape {
  std::string_view from;
  std::string_view to;
};

// The first that matches. &#8203; is a zero-width space: GitHub looks for names and addresses in
// what it shows, so that a backslash or an entity would not keep it from making a link. `_`, `*`,
// `~` also inside words; `www.` and `://` make links by themselves.
constexpr std::array<MarkdownEscape, 20> markdown_escapes{{
    {"&", "&amp;"},
    {"<", "&lt;"},
    {">", "&gt;"},
    {"@", "@&#8203;"},
    {"#", "#&#8203;"},
    {"://", ":&#8203;//"},
    {"www.", "www&#8203;."},
    {"WWW.", "WWW&#8203;."},
    {"\\", "\\\\"},
    {"`", "\\`"},
    {"*", "\\*"},
    {"_", "\\_"},
    {"~", "\\~"},
    {"[", "\\["},
    {"]", "\\]"},
    {"!", "\\!"},
    {"|", "\\|"},
    {"$", "\\$"},
    {"GH-", "GH&#8203;-"},
    {"gh-", "gh&#8203;-"},
}};

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char byte : text) {
    run = byte == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  const std::string shown = printable(text, longest_text);
  std::string escaped;
  std::string_view rest = shown;
  while (!rest.empty()) {
    const auto* found = std::ranges::find_if(
        markdown_escapes,
        [rest](const MarkdownEscape& escape) { return rest.starts_with(escape.from); });
    if (found == markdown_escapes.end()) {
      escaped += rest.front();
      rest.remove_prefix(1);
    } else {
      escaped += found->to;
      rest.remove_prefix(found->from.size());
    }
  }
  return escaped;
}

std::string markdown_code(std::string_view text) {
  const std::string shown = printable(text, longest_text);
  const std::string fence(longest_run_of_backticks(shown) + 1, '`');
  // A space each side is taken off again by the reader; without it a backtick at the edge, or a
  // text of nothing, would not be a code span.
  const bool needs_padding = shown.empty() || shown.find('`') != std::string::npos ||
                             (shown.front() == ' ' && shown.back() == ' ');
  const std::string_view padding = needs_padding ? " " : "";
  return fence + std::string(padding) + shown + std::string(padding) + fence;
}

}  // namespace loadgate
