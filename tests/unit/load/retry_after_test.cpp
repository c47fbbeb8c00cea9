// SPDX-License-Identifier: Apache-2.0
#include "load/retry_after.h"

#include <gtest/gtest.h>

#include "run/timestamp.h"

namespace loadgate {
namespace {

/// In whole seconds from 1994-11-06T08:49:27Z; -1: it says nothing, -2: more than a day.
std::int64_t asked(std::string_view value) {
  const auto wait = parse_retry_after(value, parse_timestamp("1994-11-06T08:49:27Z").value());
  if (wait == beyond_patience) {
    return -2;
  }
  return wait ? wait->count() / 1'000'000'000 : -1;
}

TEST(RetryAfter, IsANumberOfSeconds) {
  EXPECT_EQ(asked("0"), 0);
  EXPECT_EQ(asked("120"), 120);
  EXPECT_EQ(asked("86400"), 86'400);
}

TEST(RetryAfter, IsADateInAnyOfTheThreeForms) {
  EXPECT_EQ(asked("Sun, 06 Nov 1994 08:49:37 GMT"), 10);
  EXPECT_EQ(asked("Sunday, 06-Nov-94 08:49:37 GMT"), 10);
  EXPECT_EQ(asked("Sun Nov  6 08:49:37 1994"), 10);
  EXPECT_EQ(asked("Mon, 07 Nov 1994 08:49:26 GMT"), 86'399);
}

TEST(RetryAfter, IsNowWhereTheDateIsPast) {
  EXPECT_EQ(asked("Sun, 06 Nov 1994 08:49:00 GMT"), 0);
  EXPECT_EQ(asked("Thursday, 01-Jan-70 00:00:00 GMT"), 0);
}

TEST(RetryAfter, SaysNothingWhereItIsNeither) {
  for (const char* value :
       {"", " ", "-1", "+1", "1.5", "soon", "1 s", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nom 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT",
        "Sun, 06 Nov 199x 08:49:37 GMT", ", 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37 GMTx"}) {
    EXPECT_EQ(asked(value), -1) << value;
  }
}

TEST(RetryAfter, IsBeyondPatienceWhereItIsMoreThanADay) {
  for (const char* value : {"86401", "99999999999999999999", "Mon, 06 Nov 2094 08:49:37 GMT",
                            "Mon, 07 Nov 1994 08:49:28 GMT", "Fri, 31 Dec 9999 23:59:60 GMT"}) {
    EXPECT_EQ(asked(value), -2) << value;
  }
}

}  // namespace
}  // namespace loadgate
