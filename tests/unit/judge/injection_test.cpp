// SPDX-License-Identifier: Apache-2.0
#include "judge/injection.h"

#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

constexpr double injected_ms = 1e6;

Step a_step() {
  Step result = step("GET", "/a");
  result.expect.status = {{200, 200}};
  return result;
}

Step with_json(Step result) {
  result.expect.json.push_back({.pointer = "/ok", .value = {true}});
  return result;
}

/// As the judge gives it for a clean run: p95 20 ms, 10 % allowed, 30 % would be seen.
Finding clean_finding(FindingKind kind) {
  Finding finding{};
  finding.kind = kind;
  finding.metric = "latency.p95";
  finding.unit = Unit::nanoseconds;
  finding.now = finding.baseline =
      Figure{.value = 20 * injected_ms, .is_censored = false, .count = 100};
  finding.tolerance = 0.1;
  finding.sees = 0.3;
  return finding;
}

Finding clean_share(FindingKind kind, const std::string& metric = "error_rate") {
  Finding finding = clean_finding(kind);
  finding.metric = metric;
  finding.unit = Unit::fraction;
  finding.now = finding.baseline = Figure{.value = 0, .is_censored = false, .count = 100};
  finding.tolerance = 0.005;
  finding.sees = 0.06;
  return finding;
}

Injection for_metric(std::string_view metric, const Step& step) {
  const std::optional<Injection> injection = injection_for(metric, step);
  EXPECT_TRUE(injection) << metric;
  return injection.value_or(Injection{});
}

Injection for_finding(const Finding& finding, const Step& step) {
  const std::string metric = finding.metric.substr(0, finding.metric.find(".p95"));
  return sized(for_metric(metric, step), finding, step, seconds(10));
}

TEST(Injection, EachMetricHasItsOwn) {
  const Step step = with_json(a_step());
  for (const auto& [metric, kind] : std::vector<std::pair<std::string, Disturbance>>{
           {"latency", Disturbance::slower},
           {"first_attempt.latency", Disturbance::slower},
           {"wait", Disturbance::slower},
           {"service_time", Disturbance::slower},
           {"ttfb", Disturbance::slower},
           {"iteration", Disturbance::slower},
           {"error_rate", Disturbance::error},
           {"first_attempt.error_rate", Disturbance::error},
           {"throughput", Disturbance::error},
           {"check_rate", Disturbance::broken},
           {"error_rate.assertion", Disturbance::broken},
           {"error_rate.reset", Disturbance::reset},
           {"error_rate.timeout", Disturbance::no_answer},
           {"error_rate.protocol", Disturbance::garbage},
           {"bytes_in", Disturbance::larger}}) {
    EXPECT_EQ(for_metric(metric, step).kind, kind) << metric;
  }
}

/// A new metric is either tripped by something, or known to be beyond what a server can do.
TEST(Injection, EveryMetricOfTheTableIsDecided) {
  const std::vector<std::string_view> beyond{"connect", "tls", "schedule_lag", "rx_age"};
  for (const Metric& metric : all_metrics()) {
    const bool is_beyond = std::ranges::find(beyond, metric.name.name) != beyond.end();
    EXPECT_EQ(injection_for(metric.name.name, a_step()).has_value(), !is_beyond)
        << metric.name.name;
  }
  EXPECT_FALSE(injection_for("error_rate.dns", a_step()));
}

TEST(Injection, ClassesOfErrorsHaveTheirStatus) {
  for (const auto& [metric, status] :
       std::vector<std::pair<std::string, int>>{{"error_rate", 500},
                                                {"error_rate.rate_limited", 429},
                                                {"error_rate.overloaded", 503},
                                                {"error_rate.auth", 403},
                                                {"error_rate.client_4xx", 400},
                                                {"first_attempt.error_rate", 503}}) {
    EXPECT_EQ(for_metric(metric, a_step()).status, status) << metric;
  }
  Step wants_errors = a_step();
  wants_errors.expect.status = {{500, 599}};
  EXPECT_EQ(for_metric("error_rate", wants_errors).status, 404);
}

TEST(Injection, BreaksWhatTheStepExpects) {
  EXPECT_EQ(for_metric("check_rate", with_json(a_step())).text,
            "loadgate selftest: a broken answer");
  Step unwanted = a_step();
  unwanted.expect.not_contains.push_back(text("as an AI"));
  EXPECT_EQ(for_metric("check_rate", unwanted).text,
            "loadgate selftest: a broken answer\nas an AI");
  Step small = a_step();
  small.expect.max_bytes = 1000;
  EXPECT_EQ(for_metric("check_rate", small).kind, Disturbance::larger);
  EXPECT_EQ(for_metric("check_rate", small).bytes, 1001U);
  Step region = a_step();
  region.expect.headers.push_back({.name = "X-Region", .value = text("eu")});
  EXPECT_EQ(for_metric("check_rate", region).kind, Disturbance::headless);
  EXPECT_EQ(for_metric("check_rate", region).text, "X-Region");
  EXPECT_EQ(for_metric("check_rate", a_step()).kind, Disturbance::error);
  EXPECT_EQ(for_metric("check_rate", a_step()).status, 299);
}

TEST(Injection, IsTwiceWhatWouldBeSeen) {
  EXPECT_EQ(for_finding(clean_finding(FindingKind::increase), a_step()).delay, milliseconds(12));
  Finding coarse = clean_finding(FindingKind::increase);
  coarse.sees = 1.5;
  EXPECT_EQ(for_finding(coarse, a_step()).delay, milliseconds(60));
  Finding held = clean_finding(FindingKind::increase);
  held.min_delta = 40 * injected_ms;
  EXPECT_EQ(for_finding(held, a_step()).delay, milliseconds(80));
}

TEST(Injection, ARuleThatToleratesAnythingIsNotHumoured) {
  Finding wide = clean_finding(FindingKind::increase);
  wide.tolerance = 100;
  EXPECT_EQ(for_finding(wide, a_step()).delay, milliseconds(500));
  wide.baseline = Figure{.value = 200 * injected_ms, .is_censored = false, .count = 100};
  EXPECT_EQ(for_finding(wide, a_step()).delay, milliseconds(1800));
  Finding errors = clean_share(FindingKind::increase);
  errors.tolerance = 0.9;
  EXPECT_DOUBLE_EQ(for_finding(errors, a_step()).share, 0.5);
}

TEST(Injection, ALimitIsPassedByAQuarterWithinTheTimeout) {
  Finding limit = clean_finding(FindingKind::limit);
  limit.limit = 400 * injected_ms;
  EXPECT_EQ(for_finding(limit, a_step()).delay, milliseconds(500));
  limit.limit = 30'000 * injected_ms;  // beyond the timeout of 10 s: it can never trip
  EXPECT_EQ(for_finding(limit, a_step()).delay, milliseconds(7980));
}

TEST(Injection, SharesAreClearOfToleranceAndLimit) {
  EXPECT_DOUBLE_EQ(for_finding(clean_share(FindingKind::increase), a_step()).share, 0.12);
  Finding limit = clean_share(FindingKind::limit);
  limit.limit = 0.4;
  EXPECT_DOUBLE_EQ(for_finding(limit, a_step()).share, 0.6);
  limit.limit = 0.95;
  EXPECT_DOUBLE_EQ(for_finding(limit, a_step()).share, 0.9);
}

/// One broken body of a step with two expectations fails one check of two.
TEST(Injection, MoreChecksNeedMoreBrokenAnswers) {
  const Finding checks = clean_share(FindingKind::increase, "check_rate");
  EXPECT_DOUBLE_EQ(for_finding(checks, with_json(a_step())).share, 0.24);
}

TEST(Injection, ThroughputIsTakenAwayByErrors) {
  Finding least = clean_share(FindingKind::limit, "throughput");
  least.unit = Unit::per_second;
  least.now = Figure{.value = 50, .is_censored = false, .count = 1};
  least.limit = 40;
  EXPECT_DOUBLE_EQ(for_finding(least, a_step()).share, 0.35);
}

TEST(Injection, LargerBodiesStayWithinWhatTheStepExpects) {
  Finding bytes = clean_finding(FindingKind::increase);
  bytes.metric = "bytes_in";
  bytes.unit = Unit::bytes;
  bytes.now = bytes.baseline = Figure{.value = 1000, .is_censored = false, .count = 100};
  EXPECT_EQ(for_finding(bytes, a_step()).bytes, 600U);
  Step small = a_step();
  small.expect.max_bytes = 1200;
  EXPECT_EQ(for_finding(bytes, small).bytes, 200U);
}

TEST(Injection, IsDescribed) {
  Injection injection = for_finding(clean_finding(FindingKind::increase), a_step());
  EXPECT_EQ(describe(injection), "each answer 12.0 ms later");
  injection = for_finding(clean_share(FindingKind::increase), a_step());
  EXPECT_EQ(describe(injection), "12 % of the answers with status 500");
}

}  // namespace
}  // namespace loadgate
