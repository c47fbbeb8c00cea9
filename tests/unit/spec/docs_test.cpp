// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/files.h"
#include "spec/reference.h"
#include "unit/spec/parsing.h"
#include "unit/spec/schema_check.h"

namespace loadgate {
namespace {

constexpr const char* page = REPOSITORY_DIR "/docs/spec.md";
constexpr std::string_view begin_mark = "<!-- keys: generated from the parser's tables -->\n";
constexpr std::string_view end_mark = "<!-- keys: end -->";

std::string read_page() {
  return read_file(page, 1 << 20).value();
}

/// The texts between "```yaml" and "```".
std::vector<std::string> yaml_blocks(const std::string& text) {
  constexpr std::string_view fence = "\n```yaml\n";
  std::vector<std::string> blocks;
  for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
    at += fence.size();
    const std::size_t end = text.find("\n```", at);
    blocks.push_back(text.substr(at, end + 1 - at));
    at = end;
  }
  return blocks;
}

/// Whole specs stand as they are; a part of one stands in the smallest spec, instead of its own
/// part of the same name.
std::string as_spec(const std::string& block) {
  if (block.starts_with("version:")) {
    return block;
  }
  const std::string key = block.substr(0, block.find(':') + 1);
  const bool has_rows = block.find("products.") != std::string::npos;
  std::string text = has_rows ? "data: {products: {csv: products.csv}}\n" : "";
  for (const char* part :
       {"version: 1\n", "target: http://127.0.0.1:8080\n", "load: {rate: 50/s, for: 30s}\n"}) {
    text += std::string_view(part).starts_with(key) ? "" : part;
  }
  const bool has_scenario = key == "scenario:" || key == "scenarios:";
  return text + (has_scenario ? "" : "scenario: [GET /api/items]\n") + block;
}

TEST(SpecPage, has_examples_that_parse_and_fit_the_schema) {
  const std::vector<std::string> blocks = yaml_blocks(read_page());
  EXPECT_GE(blocks.size(), 8U);
  for (const std::string& block : blocks) {
    const std::string text = as_spec(block);
    EXPECT_EQ(testing::mistakes_in(text), "") << text;
    EXPECT_TRUE(testing::is_valid_by_schema(text)) << text;
  }
}

TEST(SpecPage, has_the_keys_of_the_tables) {
  std::string text = read_page();
  const std::size_t begin = text.find(begin_mark);
  const std::size_t end = text.find(end_mark);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t start = begin + begin_mark.size();
  const std::string expected = "\n" + key_reference() + "\n";
  if (std::getenv("LOADGATE_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(page, std::string(text).replace(start, end - start, expected)));
    text = read_page();
  }
  EXPECT_EQ(text.substr(start, text.find(end_mark) - start), expected)
      << "write it again: LOADGATE_UPDATE_GOLDEN=1";
}

TEST(SpecPage, shows_the_whole_language) {
  const std::string text = read_page();
  for (const char* word :
       {"${env:", "${secret:", "${var:", "${random:", "${uuid}", "${iteration}", "${user}",
        "${now}", "${string:", "${number:", ":-", "$${", "regex:", "cookie:", "header:"}) {
    EXPECT_NE(text.find(word), std::string::npos) << word;
  }
}

TEST(Example, quick_start_is_valid) {
  const std::string text =
      read_file(REPOSITORY_DIR "/examples/quickstart/loadgate.yaml", 1 << 20).value();
  EXPECT_EQ(testing::mistakes_in(text), "");
  EXPECT_TRUE(testing::is_valid_by_schema(text));
}

}  // namespace
}  // namespace loadgate
