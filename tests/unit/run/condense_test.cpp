// SPDX-License-Identifier: Apache-2.0
#include "run/condense.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "run/run_file.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using nlohmann::json;
using testing::a_run;

loadgate::Run busy_run() {
  return a_run()
      .with_spread("buy/login", "steady", 400, 12.5)
      .with_outcomes("buy/pay", "steady", Outcome::timeout_total, 3, 10'000)
      .with_outcomes("buy/pay", "steady", Outcome::server_5xx, 4, 1)
      .with_outcomes("ask/question", "spike", Outcome::dropped, 2, 50)
      .with_spread("ask/question", "spike", 90, 30)
      .with([](loadgate::Run& run) {
        run.classes = {"gold", "free"};
        for (std::size_t i = 0; i < run.samples.size(); ++i) {
          Sample& sample = run.samples[i];
          sample.data_class = static_cast<std::uint16_t>(i % 3 == 2 ? no_class : i % 3);
          if (sample.dispatched >= 0) {
            sample.dispatched += static_cast<std::int64_t>(i) * 1000;
            sample.rx_age = static_cast<std::int64_t>(i) * 100;
          }
        }
      })
      .build();
}

std::uint64_t ends_in(const loadgate::Run& run, bool of_steps) {
  std::uint64_t ends = 0;
  for (const ScopeCounts& scope : run.condensed.value().scopes) {
    if ((scope.step < run.steps.size()) == of_steps) {
      ends = std::accumulate(scope.ends.begin(), scope.ends.end(), ends);
    }
  }
  return ends;
}

TEST(Condense, CountsEveryRequestAndFlow) {
  const loadgate::Run whole = busy_run();
  const loadgate::Run run = condense(whole);
  EXPECT_TRUE(run.samples.empty());
  EXPECT_TRUE(run.flows.empty());
  EXPECT_EQ(ends_in(run, true), whole.samples.size());
  EXPECT_EQ(ends_in(run, false), whole.flows.size());
  EXPECT_EQ(sample_count(run), whole.samples.size());
  EXPECT_EQ(sample_count(whole), whole.samples.size());
}

TEST(Condense, OfPartsAddedUpIsThatOfTheWhole) {
  const loadgate::Run whole = busy_run();
  const Condensed expected = *condense(whole).condensed;
  for (const std::size_t count : {2U, 5U}) {
    Condenser together(whole.steps.size());
    for (std::size_t part = count; part-- > 0;) {
      loadgate::Run some = whole;
      const auto is_elsewhere = [&](const auto& row) { return row.sequence % count != part; };
      std::erase_if(some.samples, is_elsewhere);
      std::erase_if(some.flows, is_elsewhere);
      together.add(*condense(some).condensed);
    }
    EXPECT_EQ(together.take(), expected);
  }
}

TEST(Condense, OfARunThatIsCondensedInPartIsThatOfTheWhole) {
  const loadgate::Run whole = busy_run();
  loadgate::Run first = whole;
  loadgate::Run second = whole;
  const auto is_even = [](const auto& row) { return row.sequence % 2 == 0; };
  std::erase_if(first.samples, is_even);
  std::erase_if(first.flows, is_even);
  std::erase_if(second.samples, [&](const Sample& sample) { return !is_even(sample); });
  std::erase_if(second.flows, [&](const Flow& flow) { return !is_even(flow); });
  second.condensed = condense(first).condensed;
  EXPECT_EQ(condense(second).condensed, condense(whole).condensed);
  EXPECT_EQ(condense(condense(whole)).condensed, condense(whole).condensed);
}

TEST(Condense, DoesNotDependOnTheOrderOfTheRows) {
  loadgate::Run run = busy_run();
  const Condensed expected = *condense(run).condensed;
  std::ranges::reverse(run.samples);
  std::ranges::reverse(run.flows);
  EXPECT_EQ(*condense(run).condensed, expected);
}

TEST(Slices, GrowWiderWhereARunGoesOn) {
  Slices slices;
  Sample sample = busy_run().samples.front();
  constexpr std::int64_t one_day = 86'400'000'000'000;
  for (std::int64_t moment = 0; moment < one_day; moment += one_day / 50'000) {
    sample.intended = sample.dispatched = moment;
    sample.finished = moment + 1'000'000;
    slices.add(sample, 1);
  }
  EXPECT_EQ(slices.slice_seconds(), 32);
  const std::vector<SliceCounts> taken = slices.take();
  EXPECT_EQ(taken.size(), 2700U);
  std::uint64_t started = 0;
  for (const SliceCounts& slice : taken) {
    started += slice.started;
  }
  EXPECT_EQ(started, 50'000U);
}

TEST(CondensedFile, LosesNothing) {
  const loadgate::Run run = condense(busy_run());
  const std::string text = run_to_json(run);
  const loadgate::Run again = run_from_json(text, "run.json").value();
  EXPECT_EQ(again.condensed, run.condensed);
  EXPECT_EQ(run_to_json(again), text);
}

/// The message, or "none". `change` spoils the histograms of a good run.
template <typename Change>
std::string damage_in_histograms(Change change) {
  static const json good = json::parse(run_to_json(condense(busy_run())));
  json tree = good;
  change(tree["histograms"]);
  const Result<loadgate::Run> run = run_from_json(tree.dump(), "run.json");
  return run ? "none" : run.error().message;
}

TEST(CondensedFile, HoldsNoRequestsBesideWhatIsCounted) {
  json tree = json::parse(run_to_json(condense(busy_run())));
  const json whole = json::parse(run_to_json(busy_run()));
  tree["samples"] = whole["samples"];
  EXPECT_EQ(run_from_json(tree.dump(), "run.json").error().message,
            "run.json: histograms: expected no samples and flows beside them");
}

TEST(CondensedFile, ThatIsDamagedIsNamed) {
  EXPECT_EQ(damage_in_histograms([](json&) {}), "none");
  EXPECT_EQ(damage_in_histograms([](json& tree) { tree["slice_seconds"] = 3; }),
            "run.json: histograms.slice_seconds: expected a power of two");
  EXPECT_EQ(damage_in_histograms([](json& tree) { tree["slice_seconds"] = 0; }),
            "run.json: histograms.slice_seconds: expected a power of two");
  EXPECT_EQ(damage_in_histograms([](json& tree) { tree["scopes"][0]["phase"] = 7; }),
            "run.json: histograms.scopes: expected phases, steps and classes that the run has");
  EXPECT_EQ(damage_in_histograms([](json& tree) { tree["scopes"][0]["class"] = 2; }),
            "run.json: histograms.scopes: expected phases, steps and classes that the run has");
  EXPECT_EQ(damage_in_histograms([](json& tree) { tree["scopes"][1] = tree["scopes"][0]; }),
            "run.json: histograms.scopes: expected each phase, step and class once, in order");
  EXPECT_EQ(damage_in_histograms([](json& tree) {
              json& reading = tree["scopes"][0]["readings"][0]["exact"];
              reading["counts"] = reading["numbers"];
              reading["numbers"] = tree["scopes"][0]["readings"][0]["at_least"]["numbers"];
            }),
            "run.json: histograms.scopes: expected 100 numbers, got 0");
  EXPECT_EQ(damage_in_histograms([](json& tree) {
              tree["scopes"][0]["readings"][0]["exact"]["buckets"] = 4'000'000'000;
            }),
            "run.json: histograms.scopes: more buckets than there are");
  EXPECT_EQ(
      damage_in_histograms([](json& tree) { tree["scopes"][0]["readings"][0]["name"] = "later"; }),
      "none")
      << "what a later version counts is left out";
}

}  // namespace
}  // namespace loadgate
