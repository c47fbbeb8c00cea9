// SPDX-License-Identifier: Apache-2.0
#include "ci/workflow_commands.h"

#include <gtest/gtest.h>

#include "ci/ci.h"

namespace loadgate {
namespace {

TEST(workflow_command, is_escaped_as_actions_core_escapes_it) {
  // research: printed by @actions/core 3.0.1 for the same title, file, lines and message.
  EXPECT_EQ(
      workflow_command(
          "error",
          {{"title", "a: b, c%"}, {"file", "perf/api,v1.yml"}, {"line", "3"}, {"endLine", "4"}},
          "p95 50% worse\nline2\r: , ::end"),
      "::error title=a%3A b%2C c%25,file=perf/api%2Cv1.yml,line=3,endLine=4::p95 50%25 "
      "worse%0Aline2%0D: , ::end\n");
}

TEST(workflow_command, escapes_percent_first_so_that_it_reads_back) {
  EXPECT_EQ(escape_command_data("%0A"), "%250A");
  EXPECT_EQ(escape_command_property("%3A:"), "%253A%3A");
}

TEST(workflow_command, leaves_out_empty_properties) {
  EXPECT_EQ(workflow_command("warning", {{"file", ""}, {"line", ""}}, "x"), "::warning::x\n");
}

TEST(masks, are_one_command_a_secret) {
  EXPECT_EQ(github_masks({"s3cr\net", "", "50%"}), "::add-mask::s3cr%0Aet\n::add-mask::50%25\n");
}

TEST(neutralise_commands, keeps_ordinary_text) {
  const std::string text = "GET /a::b ## [x]\n  std::vector # heading\r\n\n";
  EXPECT_EQ(neutralise_commands(text), text);
}

TEST(neutralise_commands, takes_the_old_syntax_apart_anywhere_in_a_line) {
  EXPECT_EQ(neutralise_commands("body: ##[set-output name=verdict]pass"),
            "body: ## [set-output name=verdict]pass");
  EXPECT_EQ(neutralise_commands("####[x##[y"), "#### [x## [y");
}

TEST(neutralise_commands, takes_the_new_syntax_apart_at_the_start_of_a_line) {
  EXPECT_EQ(neutralise_commands("::error::x"), ": :error::x");
  EXPECT_EQ(neutralise_commands("a\n \t::stop-commands::x\rb\r::c"),
            "a\n \t: :stop-commands::x\rb\r: :c");
}

TEST(neutralise_commands, sees_through_white_space_of_unicode) {
  EXPECT_EQ(neutralise_commands("\u00a0\u3000::error::x"), "\u00a0\u3000: :error::x");
}

/// What the runner takes for a command (actions/runner, ActionCommand): the new syntax after
/// white space, the old one anywhere.
bool is_command(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
    line.remove_prefix(1);
  }
  return line.starts_with("::") || line.find("##[") != std::string_view::npos;
}

TEST(neutralise_commands, leaves_no_command_in_any_short_text) {
  constexpr std::string_view alphabet = "#[: \n\ra";
  for (std::uint32_t word = 0; word < 823'543; ++word) {  // 7^7
    std::string text;
    for (std::uint32_t rest = word, i = 0; i < 7; ++i, rest /= 7) {
      text += alphabet[rest % 7];
    }
    const std::string safe = neutralise_commands(text);
    std::string_view lines = safe;
    while (!lines.empty()) {
      const std::size_t end = std::min(lines.find_first_of("\r\n"), lines.size());
      ASSERT_FALSE(is_command(lines.substr(0, end))) << text;
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
  }
}

}  // namespace
}  // namespace loadgate
