// SPDX-License-Identifier: Apache-2.0
#include "load/stop_watch.h"

#include <gtest/gtest.h>

namespace loadgate {
namespace {

StopCondition condition(std::string metric, double limit, std::int64_t seconds) {
  return StopCondition{.text = metric + " > limit",
                       .metric = metric,
                       .statistic = metric == "latency" ? Statistic::p95 : Statistic::value,
                       .limit = limit,
                       .duration = std::chrono::seconds(seconds),
                       .where = {}};
}

/// Boards that are looked at ten times a second.
class Watched {
 public:
  explicit Watched(std::vector<StopCondition> conditions)
      : conditions_(std::move(conditions)), watch_(conditions_) {}

  /// Until it stops, or the tenths are over: what it says and after how many of them.
  void begin_requests(std::uint32_t requests) {
    view_.waiting.push_back({.since = looks_ * 100'000'000LL, .requests = requests});
  }
  std::string run(int tenths, std::uint64_t finished, std::uint64_t errors,
                  std::int64_t latency_ns = 1'000'000) {
    for (int i = 0; i < tenths; ++i, ++looks_) {
      view_.when = looks_ * 100'000'000LL;
      view_.finished += finished;
      view_.errors += errors;
      view_.latencies[latency_bucket(latency_ns)] += static_cast<std::uint32_t>(finished - errors);
      if (auto why = watch_.look(view_)) {
        return *why + " at " + std::to_string(looks_);
      }
    }
    return {};
  }

 private:
  std::vector<StopCondition> conditions_;
  StopWatch watch_;
  int looks_ = 0;
  ProgressView view_{.when = 0,
                     .started = 0,
                     .finished = 0,
                     .errors = 0,
                     .in_flight = 0,
                     .latencies = std::vector<std::uint32_t>(latency_buckets)};
};

TEST(StopWatch, stops_when_a_condition_has_held_for_its_time) {
  Watched watched({condition("error_rate", 0.2, 5)});
  EXPECT_EQ(watched.run(20, 10, 0), "");
  // It takes three tenths until more than a fifth of the last second are errors.
  EXPECT_EQ(watched.run(200, 10, 10), "stop_when[0]: error_rate > limit; it was 100 % at 72");
}

TEST(StopWatch, does_not_stop_for_a_shorter_time) {
  Watched watched({condition("error_rate", 0.2, 5)});
  for (int times = 0; times < 10; ++times) {
    EXPECT_EQ(watched.run(40, 10, 10), "");
    EXPECT_EQ(watched.run(20, 10, 0), "");
  }
}

TEST(StopWatch, does_not_stop_at_the_limit_itself) {
  Watched watched({condition("error_rate", 0.2, 1)});
  EXPECT_EQ(watched.run(100, 10, 2), "");
}

TEST(StopWatch, a_time_without_answers_neither_begins_nor_ends_a_condition) {
  Watched quiet({condition("error_rate", 0.2, 1)});
  EXPECT_EQ(quiet.run(100, 0, 0), "");
  Watched interrupted({condition("error_rate", 0.2, 5)});
  EXPECT_EQ(interrupted.run(20, 10, 10), "");
  EXPECT_EQ(interrupted.run(20, 0, 0), "");
  EXPECT_NE(interrupted.run(20, 10, 10), "");
}

TEST(StopWatch, watches_a_percentile_of_the_last_second) {
  Watched watched({condition("error_rate", 0.2, 1), condition("latency", 2e9, 1)});
  EXPECT_EQ(watched.run(50, 10, 0, 1'900'000'000), "");
  const std::string why = watched.run(100, 10, 0, 3'000'000'000);
  EXPECT_TRUE(why.starts_with("stop_when[1]: latency > limit; it was 2.99 s")) << why;
}

TEST(StopWatch, hears_the_silence_of_a_service_that_is_dead) {
  Watched watched({condition("latency", 500e6, 2)});
  EXPECT_EQ(watched.run(20, 10, 0), "");
  watched.begin_requests(20);
  // They are overdue from the sixth look on.
  const std::string why = watched.run(60, 0, 0);
  EXPECT_TRUE(why.ends_with(" at 46")) << why;
  EXPECT_TRUE(why.starts_with("stop_when[0]: latency > limit; it was 2.")) << why;
}

TEST(StopWatch, a_few_slow_ones_under_way_are_no_percentile) {
  Watched watched({condition("latency", 500e6, 2)});
  watched.begin_requests(4);
  EXPECT_EQ(watched.run(100, 10, 0), "");
}

TEST(ProgressBoard, knows_the_ages_of_what_is_under_way) {
  ProgressBoard board;
  constexpr Instant second = 1'000'000'000;
  board.count_waiting(100 * second, 1);
  board.count_waiting(100 * second, 1);
  board.count_waiting(103 * second, 1);
  board.count_waiting(100 * second, -1);
  const ProgressView view = view_of({&board}, 105 * second);
  ASSERT_EQ(view.waiting.size(), 2U);
  EXPECT_EQ(view.waiting[0].requests, 1U);
  EXPECT_EQ(view.waiting[0].since, 103 * second + 100'000'000);
  EXPECT_EQ(view.waiting[1].since, 100 * second + 100'000'000);
  board.count_waiting(100 * second, -1);
  board.count_waiting(103 * second, -1);
  EXPECT_TRUE(view_of({&board}, 105 * second).waiting.empty());
}

}  // namespace
}  // namespace loadgate
