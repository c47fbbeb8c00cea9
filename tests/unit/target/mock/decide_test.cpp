// SPDX-License-Identifier: Apache-2.0
#include "target/mock/decide.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <vector>

#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<double> sorted_delays_ms(const MockConfig& config, std::uint64_t count) {
  std::vector<double> delays;
  for (std::uint64_t i = 0; i < count; ++i) {
    delays.push_back(static_cast<double>(decision_of(config, i).delay.count()) / 1e6);
  }
  std::ranges::sort(delays);
  return delays;
}

Nanoseconds due(const MockConfig& config, Nanoseconds since_first) {
  const Nanoseconds first = seconds{100};
  return due_at(config, config.routes.front(), first + since_first, first, milliseconds{20}) -
         first;
}

TEST(Decide, DrawsALognormalLatencyOfThisMedianAndSigma) {
  const auto config =
      mock_config("routes: {GET /: {latency: {lognormal: {median: 20ms, sigma: 0.3}}}}");
  const auto delays = sorted_delays_ms(config, 20'000);
  EXPECT_NEAR(delays[10'000], 20.0, 0.2);
  EXPECT_NEAR(delays[16'827], 20.0 * std::exp(0.3), 0.3);  // one sigma above: 84.13 %
  EXPECT_NEAR(delays[3'173], 20.0 * std::exp(-0.3), 0.2);
  EXPECT_GT(delays.front(), 0);
}

TEST(Decide, GivesATailToItsShareOfTheRequests) {
  const auto config = mock_config(
      "routes: {GET /: {latency: {fixed: 20ms, tails: [{share: 1%, latency: 200ms}, "
      "{share: 2%, latency: 400ms}]}}}");
  const auto delays = sorted_delays_ms(config, 20'000);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(delays, 200.0)), 200, 45);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(delays, 400.0)), 400, 60);
  EXPECT_EQ(std::ranges::count(delays, 20.0) + std::ranges::count(delays, 200.0) +
                std::ranges::count(delays, 400.0),
            20'000);
}

TEST(Decide, DependsOnSeedRouteKindAndNumberOnly) {
  const auto config =
      mock_config("routes: {GET /: {latency: {lognormal: {median: 20ms, sigma: 0.3}}}}");
  const RequestKey key{.seed = 1, .route = 0, .traffic = Traffic::load, .number = 7};
  const auto delay = [&](RequestKey other) { return decide(config.routes.front(), other).delay; };
  RequestKey seed = key;
  seed.seed = 2;
  RequestKey route = key;
  route.route = 1;
  RequestKey kind = key;
  kind.traffic = Traffic::preflight;
  RequestKey number = key;
  number.number = 8;
  RequestKey far = key;
  far.number = 7 + (std::uint64_t{1} << 32U);
  EXPECT_EQ(delay(key), delay(key));
  for (const RequestKey& other : {seed, route, kind, number, far}) {
    EXPECT_NE(delay(key), delay(other));
  }
}

TEST(Decide, SharesOutTheFates) {
  const auto config = mock_config(
      "routes: {GET /: {body: a, errors: {500: 10%, 429: 5%}, hang: 1%, reset: 2%, half: 3%, "
      "corrupt: 4%, close: 20%}}");
  std::map<Fate, int> fates;
  std::map<int, int> errors;
  int corrupted = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const Decision decision = decision_of(config, i);
    ++fates[decision.fate];
    ++errors[decision.error_status];
    corrupted += decision.is_corrupted ? 1 : 0;
    EXPECT_FALSE(decision.is_corrupted && decision.error_status != 0);
  }
  EXPECT_NEAR(fates[Fate::hang], 200, 45);
  EXPECT_NEAR(fates[Fate::reset], 400, 60);
  EXPECT_NEAR(fates[Fate::half], 600, 75);
  EXPECT_NEAR(fates[Fate::answer_and_close], 0.94 * 0.2 * 20'000, 170);
  EXPECT_NEAR(corrupted, 800, 85);
  EXPECT_NEAR(errors[500], 2'000, 130);
  EXPECT_NEAR(errors[429], 1'000, 95);
}

TEST(DueAt, MultipliesTheSlowDownOfTheServerWithThatOfTheRoute) {
  const auto config = mock_config("{slow: 1.5, routes: {GET /: {slow: 2}}}");
  EXPECT_EQ(due(config, {}), milliseconds{60});
}

TEST(DueAt, SlowsOnlyWhatArrivesInTheSpan) {
  const auto config = mock_config("{slow: {factor: 3, from: 10s, for: 5s}, routes: {GET /: {}}}");
  EXPECT_EQ(due(config, milliseconds{9'999}), milliseconds{10'019});
  EXPECT_EQ(due(config, seconds{10}), milliseconds{10'060});
  EXPECT_EQ(due(config, milliseconds{14'999}), milliseconds{15'059});
  EXPECT_EQ(due(config, seconds{15}), milliseconds{15'020});
}

TEST(DueAt, SlowsToTheEndWhereTheSpanHasNone) {
  const auto config = mock_config("{slow: {factor: 3, from: 10s}, routes: {GET /: {}}}");
  EXPECT_EQ(due(config, seconds{5}), milliseconds{5'020});
  EXPECT_EQ(due(config, seconds{5'000}), milliseconds{5'000'060});
}

TEST(DueAt, LetsNothingOutDuringAStall) {
  const auto config = mock_config("{stall: {at: 2s, for: 1400ms}, routes: {GET /: {}}}");
  EXPECT_EQ(due(config, milliseconds{1'979}), milliseconds{1'999});
  EXPECT_EQ(due(config, milliseconds{1'980}), milliseconds{3'400});
  EXPECT_EQ(due(config, milliseconds{3'379}), milliseconds{3'400});
  EXPECT_EQ(due(config, milliseconds{3'380}), milliseconds{3'400});
  EXPECT_EQ(due(config, milliseconds{3'381}), milliseconds{3'401});
}

TEST(DueAt, KnowsNoSpanBeforeTheLoadBegins) {
  const auto config =
      mock_config("{slow: {factor: 3}, stall: {at: 0s, for: 1s}, routes: {GET /: {}}}");
  const auto span = mock_config("{slow: {factor: 3, from: 0s}, routes: {GET /: {}}}");
  const auto preflight = [](const MockConfig& given) {
    return due_at(given, given.routes.front(), seconds{1}, std::nullopt, milliseconds{20});
  };
  EXPECT_EQ(preflight(config), milliseconds{1'060});
  EXPECT_EQ(preflight(span), milliseconds{1'020});
}

}  // namespace
}  // namespace loadgate::mock
