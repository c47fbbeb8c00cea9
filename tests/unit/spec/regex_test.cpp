// SPDX-License-Identifier: Apache-2.0
#include "spec/regex.h"

#include <gtest/gtest.h>

#include <string>

namespace loadgate {
namespace {

std::optional<std::string> first_group(std::string_view pattern, std::string_view text) {
  return Regex::compile(pattern).value().first_group(text);
}

TEST(Regex, gives_the_first_group_of_the_first_match) {
  EXPECT_EQ(first_group("id=(\\d+)(;|$)", "name=a; id=17; id=18;"), "17");
}

TEST(Regex, gives_nothing_without_a_match) {
  EXPECT_EQ(first_group("id=(\\d+)", "id=x"), std::nullopt);
}

TEST(Regex, tells_an_empty_group_from_one_that_took_no_part) {
  EXPECT_EQ(first_group("a(x*)b", "ab"), "");
  EXPECT_EQ(first_group("a(x)?b", "ab"), std::nullopt);
}

TEST(Regex, takes_bodies_that_are_no_text) {
  EXPECT_EQ(first_group("(b+)", std::string("a\0\xFF bbb", 7)), "bb");
}

TEST(Regex, needs_no_exponential_time) {
  const std::string body(100'000, 'a');
  EXPECT_EQ(first_group("(?:(?:a*)*)*(b)", body), std::nullopt);
}

TEST(Regex, refuses_what_re2_does_not_know) {
  const Result<Regex> regex = Regex::compile("(?=a)");
  ASSERT_FALSE(regex);
  EXPECT_EQ(regex.error().message, "not a regular expression: invalid perl operator: (?=");
}

}  // namespace
}  // namespace loadgate
