// SPDX-License-Identifier: Apache-2.0
#include "run/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "run/merge_health.h"
#include "run/run_fields.h"
#include "run/run_file.h"
#include "support/run_builder.h"
#include "support/shards.h"
#include "support/spec_builder.h"

namespace loadgate {
namespace {

using testing::a_run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::shards_of;

/// Open and closed phases, every kind of end, several users.
loadgate::Run whole_run() {
  return a_run()
      .with_spread("buy/login", "steady", 40, 12.5)
      .with_outcomes("buy/pay", "steady", Outcome::timeout_total, 3, 10'000)
      .with_outcomes("ask/question", "spike", Outcome::dropped, 2)
      .with_closed_phase("users", 20)
      .with_spread("ask/question", "users", 31, 20)
      .with_check({.step = 0, .phase = 0, .name = "status 2xx", .passed = 40, .evaluated = 41})
      .with([](loadgate::Run& run) {
        for (std::size_t i = 0; i < run.flows.size(); ++i) {
          run.flows[i].user = run.flows[i].phase == 2 ? static_cast<std::uint32_t>(i % 7) : 0;
        }
        for (Sample& sample : run.samples) {
          const auto flow = std::ranges::find(run.flows, sample.sequence, &Flow::sequence);
          sample.user = flow->user;
        }
      })
      .build();
}

/// Shards with differences of their own, as several machines have them.
std::vector<ShardFile> different_shards(std::uint32_t count) {
  std::vector<ShardFile> shards = shards_of(whole_run(), count);
  for (std::uint32_t index = 0; index < count; ++index) {
    loadgate::Run& run = shards[index].run;
    const auto number = static_cast<std::int64_t>(index);
    run.provenance.job = "job-" + std::to_string(index);
    run.provenance.started_at.nanoseconds += 400'000'000 * ((number * 3) % 7);
    run.shards.held[0].started_at = run.provenance.started_at;
    run.health.longest_stall = 1'000'000 * ((number * 5) % 7);
    run.health.run_delay_share = 0.001 * static_cast<double>(index + 1);
    run.testbed.memory_gib = 16 << (index % 2);
    run.testbed.details["cpu_model"] = index == 2 ? "B" : "A";
    run.warnings = {"of all", "of " + std::to_string(index % 3)};
    run.stopped_by = index == 3 ? "stop_when[1]" : index == 1 ? "stop_when[0]" : "";
    run.end = index == 3 || index == 1 ? RunEnd::stopped : RunEnd::complete;
    run.phases[0].ended += number;
    run.phases[1].started = index == 4 ? -1 : run.phases[1].started;
    for (int i = 0; i < 3; ++i) {
      run.errors.push_back({.outcome = Outcome::server_5xx,
                            .step = 0,
                            .phase = 0,
                            .status = 500,
                            .detail = "detail " + std::to_string((index * 7 + 3) % 5)});
    }
    run.checks.push_back({.step = 0,
                          .phase = 0,
                          .name = "contains " + std::to_string(index % 2),
                          .passed = index,
                          .evaluated = index + 1U});
  }
  return shards;
}

loadgate::Run merged(std::vector<ShardFile> shards, std::uint64_t most = most_samples) {
  return merge_runs(std::move(shards), most).value();
}

std::string mistake(std::vector<ShardFile> shards) {
  const Result<loadgate::Run> run = merge_runs(std::move(shards));
  return run ? "none" : run.error().message;
}

TEST(Merge, OfAllShardsHasEverySampleAndFlowInThePlansOrder) {
  const loadgate::Run whole = whole_run();
  for (std::uint32_t count = 1; count <= 8; ++count) {
    const loadgate::Run run = merged(shards_of(whole, count));
    ASSERT_EQ(run.samples, whole.samples) << count;
    ASSERT_EQ(run.flows, whole.flows) << count;
    EXPECT_EQ(run.health.planned_flows, whole.health.planned_flows);
    EXPECT_EQ(run.checks.at(0).evaluated, 41U);
    EXPECT_EQ(run.shards.held.size(), count);
    EXPECT_TRUE(is_whole(run.shards));
    EXPECT_TRUE(missing_shards(run.shards).empty());
  }
}

/// Merges random neighbours of the list until one is left.
loadgate::Run merged_in_some_order(std::vector<ShardFile> shards, std::uint32_t seed,
                                   std::uint64_t most = most_samples) {
  std::mt19937 random(seed);
  std::ranges::shuffle(shards, random);
  while (shards.size() > 1) {
    const std::size_t size = 2 + random() % (shards.size() - 1);
    std::vector<ShardFile> group(shards.end() - static_cast<std::ptrdiff_t>(size), shards.end());
    shards.resize(shards.size() - size);
    const std::string text = run_to_json(merged(std::move(group), most));
    shards.insert(shards.begin() + static_cast<std::ptrdiff_t>(random() % (shards.size() + 1)),
                  {.file = "group.json", .run = run_from_json(text, "group.json").value()});
  }
  return std::move(shards.front().run);
}

TEST(Merge, OfTooManySamplesCountsThemTheSameInAnyOrder) {
  constexpr std::uint64_t most = 40;
  for (const std::uint32_t count : {2U, 3U, 6U}) {
    const loadgate::Run all = merged(different_shards(count), most);
    EXPECT_TRUE(all.samples.empty());
    EXPECT_TRUE(all.flows.empty());
    EXPECT_EQ(all.condensed, condense(merged(different_shards(count))).condensed);
    for (std::uint32_t seed = 0; seed < 3; ++seed) {
      std::vector<ShardFile> shards = different_shards(count);
      for (std::uint32_t index = seed % 2; index < count; index += 2) {
        shards[index].run = condense(std::move(shards[index].run));
      }
      EXPECT_EQ(run_to_json(merged_in_some_order(std::move(shards), seed, most)), run_to_json(all));
    }
  }
}

TEST(Merge, OfMergesIsTheMergeOfAllByteForByte) {
  for (const std::uint32_t count : {2U, 3U, 6U}) {
    const std::string expected = run_to_json(merged(different_shards(count)));
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
      ASSERT_EQ(run_to_json(merged_in_some_order(different_shards(count), seed)), expected)
          << count << " shards, seed " << seed;
    }
    EXPECT_EQ(run_to_json(merged({{"whole.json", merged(different_shards(count))}})), expected);
  }
}

TEST(Merge, KeepsTheWorstOfTheEvidenceAndTheSumOfTheCounts) {
  const loadgate::Run run = merged(different_shards(5));
  EXPECT_EQ(run.health.longest_stall, 6'000'000);
  EXPECT_DOUBLE_EQ(run.health.run_delay_share, 0.005);
  EXPECT_EQ(run.end, RunEnd::stopped);
  EXPECT_EQ(run.stopped_by, "stop_when[0]");
  EXPECT_EQ(run.testbed.memory_gib, 16);
  EXPECT_EQ(run.testbed.details.at("cpu_model"), "mixed");
  EXPECT_EQ(run.testbed.architecture, "x86_64");
  EXPECT_EQ(run.provenance.job, "job-0");
  EXPECT_EQ(run.shards.held[3].job, "job-3");
  EXPECT_EQ(run.phases[0].ended, 30'000'000'004);
  EXPECT_EQ(run.phases[1].started, 30'000'000'000);
  ASSERT_EQ(run.checks.size(), 3U);
  EXPECT_EQ(run.checks[0].name, "contains 0");
  EXPECT_EQ(run.checks[0].passed, 6U);
  EXPECT_EQ(run.errors.size(), 3U) << "as many of a kind as every run keeps";
  EXPECT_EQ(run.errors[0].detail, "detail 0");
}

TEST(Merge, TellsHowFarApartTheShardsBegan) {
  const loadgate::Run run = merged(different_shards(3));
  EXPECT_THAT(run.warnings,
              ElementsAre("of 0", "of 1", "of 2", "of all",
                          "the shards began up to 2.40 s apart (shard 0 first, shard 2 last): so "
                          "long the load was less than planned; --start-at lets them begin "
                          "together"));
  std::vector<ShardFile> some = different_shards(3);
  some.pop_back();
  EXPECT_EQ(merged(some).warnings.size(), 3U) << "of the whole alone";
}

TEST(Merge, OfSomeShardsKnowsWhichAreMissing) {
  std::vector<ShardFile> shards = different_shards(6);
  shards.erase(shards.begin() + 1);
  shards.erase(shards.begin() + 3, shards.end());
  const loadgate::Run run = merged(std::move(shards));
  EXPECT_FALSE(is_whole(run.shards));
  EXPECT_THAT(missing_shards(run.shards), ElementsAre(1, 4, 5));
  EXPECT_EQ(describe(run.shards), "shards 0, 2 and 3 of 6, counted from 0");
}

TEST(Merge, RefusesADoubledShard) {
  std::vector<ShardFile> shards = different_shards(3);
  shards.push_back({.file = "again.json", .run = shards[1].run});
  EXPECT_EQ(mistake(shards), "shard 1 is in 1.json and in again.json");
  const loadgate::Run some = merged({shards[0], shards[1]});
  EXPECT_EQ(mistake({{"some.json", some}, shards[2], shards[0]}),
            "shard 0 is in some.json and in 0.json");
}

TEST(Merge, RefusesARunOfAWholePlan) {
  std::vector<ShardFile> shards = different_shards(2);
  shards[1] = {.file = "whole.json", .run = whole_run()};
  EXPECT_EQ(mistake(shards), "whole.json: is no shard, it holds a whole plan");
  EXPECT_EQ(mistake({{.file = "whole.json", .run = whole_run()}}), "none");
  EXPECT_EQ(mistake({}), "no run to merge");
}

TEST(Merge, RefusesWhatIsForeignAndSaysHow) {
  const auto mistake_after = [](const std::function<void(loadgate::Run&)>& change) {
    std::vector<ShardFile> shards = different_shards(3);
    change(shards[1].run);
    return mistake(std::move(shards));
  };
  const std::string foreign = "1.json: is no shard of the same run as 0.json: another ";
  EXPECT_EQ(mistake_after([](loadgate::Run& run) {
              run.plan.total = run.plan.load.digest = "other";
              run.plan.load.settings = {{"phases[0].rate", "100/s"}};
            }),
            foreign + "plan: recorded at 50/s, this run 100/s: phases[0].rate");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) {
              run.plan.total = run.plan.steps[0].digest = "other";
              run.plan.steps[0].settings = {{"path", "/other"}};
            }),
            foreign +
                "plan: recorded at /buy/login, this run /other: path of "
                "buy/login");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.plan.total = "other"; }),
            foreign + "plan: its settings are the same, its digest is not");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.shards.count = 4; }),
            foreign + "number of shards, '4' instead of '3'");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.profile = "night"; }),
            foreign + "profile, 'night' instead of none");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.provenance.tool_version = "9"; }),
            foreign + "version of loadgate, '9' instead of '0.1.0'");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.provenance.commit.clear(); }),
            foreign + "commit, none instead of '1a2b3c4d5e6f'");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.spec_name = "other"; }),
            foreign + "spec, 'other' instead of 'checkout'");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.http_version = "2"; }),
            foreign + "HTTP version, '2' instead of '1.1'");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) {
              run.rules.push_back(testing::rule("latency", Statistic::p95));
            }),
            foreign + "set of rules");
  EXPECT_EQ(mistake_after([](loadgate::Run& run) { run.phases[0].name = "other"; }),
            foreign + "list of phases, steps or classes");
}

TEST(Merge, RefusesShardsThatDidNotRunAtTheSameTime) {
  std::vector<ShardFile> shards = different_shards(2);
  ShardPart& late = shards[1].run.shards.held[0];
  late.started_at.nanoseconds = shards[0].run.shards.held[0].ended_at.nanoseconds + 1;
  late.ended_at.nanoseconds = late.started_at.nanoseconds + 5'000'000'000;
  EXPECT_EQ(mistake(shards),
            "shard 0 had ended at 2023-11-14T22:14:00Z, before shard 1 began at "
            "2023-11-14T22:14:00Z: the load that the plan asks for was never there");
}

TEST(Merge, RefusesFlowsOfAnotherShard) {
  std::vector<ShardFile> shards = different_shards(3);
  std::swap(shards[0].run.samples, shards[1].run.samples);
  EXPECT_EQ(mistake(shards), "0.json: holds flows that are not of shard 0 of 3, counted from 0");
}

struct FillHealth {
  int value;
  void operator()(std::string_view, auto& field) const {
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (std::is_same_v<Field, bool>) {
      field = value == 3;
    } else {
      field = static_cast<Field>(value);
    }
  }
  void added(std::string_view name, auto& field, const auto&...) const { (*this)(name, field); }
};

struct CheckHealth {
  void operator()(std::string_view name, auto& field) const {
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (std::is_same_v<Field, bool>) {
      EXPECT_FALSE(field) << name;
    } else {
      EXPECT_TRUE(field == Field{5} || field == Field{8}) << name << " is not merged";
    }
  }
  void added(std::string_view name, auto& field, const auto&...) const { (*this)(name, field); }
};

TEST(MergeHealth, HasARuleForEveryField) {
  Health a{};
  Health b{};
  FillHealth small{3};
  FillHealth large{5};
  JsonFields<Health>::visit(small, a);
  JsonFields<Health>::visit(large, b);
  Health merged = merge_health(a, b);
  CheckHealth check;
  JsonFields<Health>::visit(check, merged);
}

}  // namespace
}  // namespace loadgate
