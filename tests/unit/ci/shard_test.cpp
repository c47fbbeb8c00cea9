// SPDX-License-Identifier: Apache-2.0
#include "ci/shard.h"

#include <gtest/gtest.h>

namespace loadgate {
namespace {

using Environment = std::map<std::string, std::string>;

/// "1/3 by --shard", or the message.
std::string chosen(std::string_view text, const Environment& environment = {}) {
  const Result<ShardChoice> choice = choose_shard(text, environment);
  return choice ? std::to_string(choice->share.index) + "/" + std::to_string(choice->share.count) +
                      " by " + choice->source
                : choice.error().message;
}

TEST(Shard, IsTakenAsItIsGiven) {
  EXPECT_EQ(chosen("0/3"), "0/3 by --shard");
  EXPECT_EQ(chosen("2/3"), "2/3 by --shard");
  EXPECT_EQ(chosen("0/1"), "0/1 by --shard");
}

TEST(Shard, OfAnotherFormIsRefused) {
  for (const std::string text : {"", "1", "/3", "1/", "a/3", "1/b", "-1/3", "+1/3", "1/0", "0x1/3",
                                 "1/3/5", "0/10001", "99999999999999999999/3", "auto/"}) {
    EXPECT_EQ(chosen(text), "--shard " + text + " is no shard: expected k/K, K from 1 to 10,000");
  }
  EXPECT_EQ(chosen("3/3"), "--shard 3/3 is no shard: expected k from 0 to 2");
}

TEST(Shard, OfGitLabIsCountedFromOneThere) {
  EXPECT_EQ(chosen("auto", {{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "3"}}),
            "0/3 by CI_NODE_INDEX=1 and CI_NODE_TOTAL=3");
  EXPECT_EQ(chosen("auto", {{"CI_NODE_INDEX", "3"}, {"CI_NODE_TOTAL", "3"}}),
            "2/3 by CI_NODE_INDEX=3 and CI_NODE_TOTAL=3");
  EXPECT_EQ(chosen("auto", {{"CI_NODE_TOTAL", "1"}}), "0/1 by CI_NODE_TOTAL=1");
  EXPECT_EQ(chosen("auto", {{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "3"}}),
            "CI_NODE_INDEX=0 and CI_NODE_TOTAL=3: expected an index from 1");
  EXPECT_EQ(chosen("auto", {{"CI_NODE_INDEX", "4"}, {"CI_NODE_TOTAL", "3"}}),
            "CI_NODE_INDEX=4 and CI_NODE_TOTAL=3 is no shard: expected k from 0 to 2");
}

TEST(Shard, OfAKubernetesIndexedJobNeedsATotal) {
  const Environment pod{{"JOB_COMPLETION_INDEX", "2"}};
  EXPECT_EQ(chosen("auto/3", pod), "2/3 by JOB_COMPLETION_INDEX=2 and --shard auto=3");
  EXPECT_EQ(chosen("auto", pod), "JOB_COMPLETION_INDEX is set, and nothing tells of how many");
  EXPECT_EQ(chosen("auto", {{"JOB_COMPLETION_INDEX", "2"}, {"LOADGATE_SHARDS", "3"}}),
            "2/3 by JOB_COMPLETION_INDEX=2 and LOADGATE_SHARDS=3");
  EXPECT_EQ(chosen("auto/2", pod),
            "JOB_COMPLETION_INDEX=2 and --shard auto=2 is no shard: expected k from 0 to 1");
}

TEST(Shard, OfOurOwnVariablesGoesFirst) {
  EXPECT_EQ(chosen("auto", {{"LOADGATE_SHARD", "1"},
                            {"LOADGATE_SHARDS", "4"},
                            {"CI_NODE_INDEX", "3"},
                            {"CI_NODE_TOTAL", "3"}}),
            "1/4 by LOADGATE_SHARD=1 and LOADGATE_SHARDS=4");
}

TEST(Shard, IsNotGuessedWhereNothingTells) {
  EXPECT_EQ(chosen("auto"), "--shard auto: nothing here tells which shard this is");
  EXPECT_EQ(chosen("auto/3"), "--shard auto: nothing here tells which shard this is");
  EXPECT_EQ(chosen("auto", {{"LOADGATE_SHARD", "one\n"}, {"LOADGATE_SHARDS", "3"}}),
            "LOADGATE_SHARD=one  and LOADGATE_SHARDS=3 is no shard: expected k/K, K from 1 to "
            "10,000");
}

}  // namespace
}  // namespace loadgate
