// SPDX-License-Identifier: Apache-2.0
#include "base/letters.h"

#include <gtest/gtest.h>

namespace loadgate {
namespace {

TEST(Letters, AsciiLettersAloneLoseTheirCase) {
  EXPECT_EQ(lower_case("X-Request-ID [Z]"), "x-request-id [z]");
  EXPECT_EQ(lower_case("Ä\xC4@`{"), "Ä\xC4@`{");
}

TEST(Letters, NamesAreEqualWhateverTheirCaseButNotTheirLength) {
  EXPECT_TRUE(equal_without_case("Content-TYPE", "content-type"));
  EXPECT_FALSE(equal_without_case("content-type", "content-types"));
  EXPECT_FALSE(equal_without_case("@", "`"));
}

}  // namespace
}  // namespace loadgate
