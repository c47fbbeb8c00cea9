// SPDX-License-Identifier: Apache-2.0
#include "target/mock/request.h"

#include <gtest/gtest.h>

#include "unit/target/mock/asking.h"

namespace loadgate::mock {
namespace {

TEST(Request, FindsAHeaderWhateverItsCase) {
  const Asking asking{.fields = {{"x-API-key", "first"}, {"X-Api-Key", "second"}}};
  const Request request = request_of(asking);
  EXPECT_EQ(request.header("X-Api-Key"), "first");
  EXPECT_EQ(request.header("X-Api-Keys"), "");
}

TEST(Request, PartsThePathFromItsQuery) {
  EXPECT_EQ(request_of({.target = "/a?b=c?d"}).path(), "/a");
  EXPECT_EQ(request_of({.target = "/a?b=c?d"}).query(), "b=c?d");
  EXPECT_EQ(request_of({.target = "/a"}).query(), "");
}

TEST(TakeUntil, GivesPartAfterPart) {
  std::string_view text = "a; b;";
  EXPECT_EQ(take_until(text, ';'), "a");
  EXPECT_EQ(trimmed(take_until(text, ';')), "b");
  EXPECT_EQ(take_until(text, ';'), "");
  EXPECT_EQ(trimmed(" \t "), "");
}

}  // namespace
}  // namespace loadgate::mock
