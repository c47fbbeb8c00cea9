// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "unit/spec/parsing.h"

namespace loadgate {
namespace {

using testing::mistakes_in;

std::string repeat(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

TEST(Limits, file_over_one_mebibyte_is_refused) {
  EXPECT_EQ(mistakes_in(testing::small_text + "#" + std::string(1 << 20, 'x')),
            "shop.yaml: the spec is larger than 1 MiB");
}

TEST(Limits, text_of_an_alias_cannot_be_multiplied) {
  const std::string bomb =
      "a: &a " + std::string(1 << 19, 'x') + "\nb: [" + repeat("*a, ", 20) + "]";
  EXPECT_EQ(first_line(mistakes_in(bomb)),
            "shop.yaml:2:29: the file is too large with its aliases expanded (more than 100,000 "
            "nodes or 4 MiB)");
}

TEST(Limits, aliases_cannot_nest_deeper_than_64) {
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i) {
    const std::string name = std::to_string(i);
    chain += "a" + name + ": &a" + name + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_EQ(first_line(mistakes_in(chain)), "shop.yaml:64:12: nested deeper than 64 levels");
}

TEST(Limits, hundred_thousand_nodes_are_too_many) {
  EXPECT_EQ(first_line(mistakes_in("a: [" + repeat("1,", 100'000) + "]")),
            "shop.yaml:1:200001: the file has more than 100,000 nodes");
}

TEST(Limits, many_mistakes_are_counted) {
  std::string text = testing::small_text;
  for (int i = 0; i < 150; ++i) {
    text += "k" + std::to_string(i) + ": 1\n";
  }
  EXPECT_TRUE(mistakes_in(text).ends_with("\n… and 50 more mistakes"));
}

/// What yaml-cpp itself is bad at: deep nesting, long lines, many keys. Any answer will do.
TEST(Limits, hostile_files_are_refused_in_a_moment) {
  constexpr std::size_t much = 100'000;
  for (const char* text :
       {"[", "{", "- ", "? ", "a: ", ": ", "&a ", "!", "[{", "'", "\"", "|\n", "%", "*a "}) {
    EXPECT_NE(mistakes_in(repeat(text, much)), "") << text;
  }
}

}  // namespace
}  // namespace loadgate
