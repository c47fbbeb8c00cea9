// SPDX-License-Identifier: Apache-2.0
#include "plan/pattern.h"

#include <gmock/gmock.h>

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Pattern, StarsAndQuestionMarksStandForOtherText) {
  EXPECT_TRUE(matches_pattern("buy/*", "buy/login"));
  EXPECT_TRUE(matches_pattern("*login*", "buy/login"));
  EXPECT_TRUE(matches_pattern("*/l*n", "buy/long login"));
  EXPECT_TRUE(matches_pattern("buy/logi?", "buy/login"));
  EXPECT_TRUE(matches_pattern("", "buy/login"));
  EXPECT_TRUE(matches_pattern("**", ""));
  EXPECT_FALSE(matches_pattern("buy/*", "ask/question"));
  EXPECT_FALSE(matches_pattern("login", "buy/login"));
  EXPECT_FALSE(matches_pattern("buy/login?", "buy/login"));
  EXPECT_FALSE(matches_pattern("buy/login", "buy/login 2"));
}

TEST(Pattern, ManyStarsOnALongNameEndSoon) {
  const std::string name(20'000, 'a');
  EXPECT_FALSE(matches_pattern("*a*a*a*a*a*a*a*a*a*a*b", name));
}

TEST(Pattern, AWholeNameMeansThatNameAlone) {
  const std::vector<std::string> names{"main/GET /a?b", "main/GET /a/b", "main/GET /c"};
  EXPECT_THAT(select_names("main/GET /a?b", names), ElementsAre(0));
  EXPECT_THAT(select_names("main/GET /a*", names), ElementsAre(0, 1));
  EXPECT_THAT(select_names("", names), ElementsAre(0, 1, 2));
  EXPECT_THAT(select_names("ask/*", names), IsEmpty());
}

TEST(NameList, SelectsAsAListOfNamesDoes) {
  const std::vector<std::string> names{"buy/login", "buy/pay", "ask/q*", "ask/q1", "buy/login"};
  const NameList list(names);
  for (const char* pattern :
       {"", "*", "buy/*", "buy/pay", "ask/q*", "ask/q?", "ask/*", "nothing", "buy/login", "?"}) {
    EXPECT_EQ(list.select(pattern), select_names(pattern, names)) << pattern;
  }
  EXPECT_TRUE(list.contains("ask/q*"));
  EXPECT_FALSE(list.contains("ask/*"));
  EXPECT_EQ(list[1], "buy/pay");
}

}  // namespace
}  // namespace loadgate
