// SPDX-License-Identifier: Apache-2.0
#include "target/mock/issued.h"

#include <gmock/gmock.h>

#include <set>

namespace loadgate::mock {
namespace {

using std::chrono::milliseconds;

TEST(Issued, KnowsItsOwnValuesAndNoOthers) {
  Issued keys{"key", 1};
  const std::string first = keys.issue(never);
  const std::string second = keys.issue(never);
  EXPECT_NE(first, second);
  EXPECT_EQ(keys.number_of(first, {}), 1U);
  EXPECT_EQ(keys.number_of(second, {}), 2U);
  for (const std::string& other :
       {std::string{}, std::string{"key_1_"}, std::string{"key_1"}, first + "0",
        "key_3" + first.substr(5), "key_01" + first.substr(5), Issued{"key", 2}.issue(never),
        Issued{"token", 1}.issue(never)}) {
    EXPECT_FALSE(keys.is_valid(other, {})) << other;
  }
}

TEST(Issued, GivesTheSameValuesForTheSameSeed) {
  EXPECT_EQ(Issued("key", 7).issue(never), Issued("key", 7).issue(never));
  EXPECT_NE(Issued("key", 7).issue(never), Issued("key", 8).issue(never));
}

TEST(Issued, EndsAValueAtItsTime) {
  Issued tokens{"token", 1};
  const std::string token = tokens.issue(milliseconds{100});
  EXPECT_TRUE(tokens.is_valid(token, milliseconds{99}));
  EXPECT_FALSE(tokens.is_valid(token, milliseconds{100}));
  EXPECT_FALSE(tokens.revoke(token, milliseconds{100}));
}

TEST(Issued, RevokesOnce) {
  Issued keys{"key", 1};
  const std::string key = keys.issue(never);
  EXPECT_TRUE(keys.revoke(key, {}));
  EXPECT_FALSE(keys.is_valid(key, {}));
  EXPECT_FALSE(keys.revoke(key, {}));
}

TEST(Issued, TellsFiveThousandKeysApart) {
  Issued keys{"key", 1};
  std::set<std::string> values;
  for (int i = 0; i < 5'000; ++i) {
    values.insert(keys.issue(never));
  }
  EXPECT_EQ(values.size(), 5'000U);
  keys.reset();
  EXPECT_FALSE(keys.is_valid(*values.begin(), {}));
}

}  // namespace
}  // namespace loadgate::mock
