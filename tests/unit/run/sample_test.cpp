// SPDX-License-Identifier: Apache-2.0
#include "run/sample.h"

#include <gtest/gtest.h>

#include <set>

#include "run/run.h"
#include "run/timestamp.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;

TEST(Outcomes, HaveNamesNumbersAndAdviceOfTheirOwn) {
  std::set<std::string_view> names;
  std::size_t number = 0;
  for (const OutcomeName& row : all_outcomes()) {
    EXPECT_EQ(static_cast<std::size_t>(row.outcome), number++) << row.name;
    EXPECT_EQ(&describe(row.outcome), &row);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.advice.empty()) << row.name;
    EXPECT_NE(row.advice.back(), '.') << row.name;
  }
  EXPECT_EQ(number, 22U);
}

TEST(Outcomes, AreGroupedByTimeoutAndReset) {
  std::set<std::string_view> timeouts;
  for (const OutcomeName& row : all_outcomes()) {
    if (row.group == "timeout") {
      timeouts.insert(row.name);
    }
  }
  EXPECT_EQ(timeouts, (std::set<std::string_view>{"timeout_connect", "timeout_first_byte",
                                                  "timeout_idle", "timeout_total"}));
  EXPECT_EQ(describe(Outcome::reset_on_reuse).group, "reset");
  EXPECT_EQ(describe(Outcome::reset).group, "reset");
  EXPECT_EQ(describe(Outcome::server_5xx).group, "server_5xx");
}

TEST(Outcomes, AllButSuccessAndOurOwnFaultAreErrorsOfTheServer) {
  for (const OutcomeName& row : all_outcomes()) {
    const bool is_innocent = row.outcome == Outcome::ok || row.outcome == Outcome::expected ||
                             row.outcome == Outcome::generator_dropped;
    EXPECT_EQ(is_error(row.outcome), !is_innocent) << row.name;
  }
}

TEST(Outcomes, WithoutAnAnswerAreTimeoutsDropsAndCuts) {
  for (const OutcomeName& row : all_outcomes()) {
    const bool is_without_answer =
        row.group == "timeout" || row.outcome == Outcome::dropped || row.outcome == Outcome::cut;
    EXPECT_EQ(is_censored(row.outcome), is_without_answer) << row.name;
  }
}

TEST(Latency, IsSinceThePlannedStartOrSinceItWasSent) {
  Sample sample = a_run().with_latencies("main/list", "load", {5}).build().samples.at(0);
  sample.intended = 100;
  sample.dispatched = 130;
  sample.finished = 180;
  sample.counts_from_intended = true;
  EXPECT_EQ(latency_of(sample), 80);
  sample.counts_from_intended = false;
  EXPECT_EQ(latency_of(sample), 50);
  sample.dispatched = -1;
  EXPECT_EQ(latency_of(sample), 80);
}

TEST(TestbedClass, NamesWhatMustBeEqual) {
  Testbed testbed{.architecture = "x86_64",
                  .usable_cores = 2,
                  .cpu_quota = "none",
                  .memory_gib = 32,
                  .runner_label = "ubuntu-24.04",
                  .details = {{"kernel", "6.1"}}};
  EXPECT_EQ(testbed_class(testbed), "x86_64, 2 cores, quota none, 32 GiB, ubuntu-24.04");
  testbed.usable_cores = 1;
  testbed.cpu_quota = "0.50";
  testbed.runner_label.clear();
  EXPECT_EQ(testbed_class(testbed), "x86_64, 1 core, quota 0.50, 32 GiB");
}

TEST(Timestamps, AreWrittenWithTheDecimalsThereAreAndReadBack) {
  const std::map<std::int64_t, std::string> texts{
      {0, "1970-01-01T00:00:00Z"},
      {1'795'253'400'000'000'000, "2026-11-21T09:30:00Z"},
      {1'795'253'400'250'000'000, "2026-11-21T09:30:00.25Z"},
      {1'795'253'400'000'000'007, "2026-11-21T09:30:00.000000007Z"}};
  for (const auto& [nanoseconds, text] : texts) {
    EXPECT_EQ(write_exact_timestamp(Timestamp{nanoseconds}), text);
    ASSERT_TRUE(parse_timestamp(text)) << text;
    EXPECT_EQ(parse_timestamp(text)->nanoseconds, nanoseconds);
  }
}

TEST(Timestamps, OfAnyOtherFormAreRefused) {
  for (const std::string_view text :
       {"", "Z", "2026-11-21", "2026-11-21T09:30:00", "2026-11-21 09:30:00Z",
        "2026-13-21T09:30:00Z", "2026-02-30T09:30:00Z", "2026-11-21T24:30:00Z",
        "2026-11-21T09:30:60Z", "2026-11-21T09:30:00.Z", "2026-11-21T09:30:00.1234567890Z",
        "2026-11-21T09:30:00.5xZ", "2026-11-21T09:30:00,5Z", "1969-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z", "2026-11-21T09:30:00+02:00"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

TEST(Moment, IsReadInEveryWayThatPeopleWriteOne) {
  constexpr std::int64_t moment = 1'795'253'400'000'000'000;
  for (const std::string_view text :
       {"2026-11-21T09:30:00Z", "2026-11-21T10:30:00+01:00", "2026-11-21T04:00:00-05:30",
        "1795253400", "1795253400.000"}) {
    ASSERT_TRUE(parse_moment(text)) << text;
    EXPECT_EQ(parse_moment(text)->nanoseconds, moment) << text;
  }
  EXPECT_EQ(parse_moment("1.000000001")->nanoseconds, 1'000'000'001);
  EXPECT_EQ(parse_moment("2026-11-21T10:30:00.5+01:00")->nanoseconds, moment + 500'000'000);
}

TEST(Moment, OfAnotherFormIsNone) {
  for (const std::string_view text :
       {"", "now", "17952534000000", "1795253400000", "-5", "1.", ".5", "1.0000000001", "1e9",
        "9214646400", "2026-11-21T10:30:00", "2026-11-21T10:30:00+1:00",
        "2026-11-21T10:30:00+24:00", "2026-11-21T10:30:00+01:60", "2026-11-21"}) {
    EXPECT_FALSE(parse_moment(text)) << text;
  }
}

}  // namespace
}  // namespace loadgate
