// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/units.h"
#include "spec/spec.h"

/// Specs by hand, for tests of the rooms after `spec`: begin with `small_spec()` and change fields.
namespace loadgate::testing {

inline constexpr Position nowhere{.line = 0, .column = 0};

inline Rate per_second(std::int64_t numerator, std::int64_t denominator = 1) {
  return Rate{Rational{numerator, denominator}};
}

inline Nanoseconds seconds(std::int64_t count) {
  return Nanoseconds{count * 1'000'000'000};
}
inline Nanoseconds milliseconds(std::int64_t count) {
  return Nanoseconds{count * 1'000'000};
}

inline Reference reference(ReferenceKind kind, std::string name = {}) {
  return Reference{.kind = kind,
                   .name = std::move(name),
                   .source = {},
                   .low = 0,
                   .high = 0,
                   .choices = {},
                   .fallback = std::nullopt,
                   .coercion = Coercion::none,
                   .where = nowhere};
}

/// ${source.name}
inline Reference column(std::string source, std::string name) {
  Reference result = reference(ReferenceKind::column, std::move(name));
  result.source = std::move(source);
  return result;
}

/// ${random:low..high}
inline Reference random_between(std::int64_t low, std::int64_t high) {
  Reference result = reference(ReferenceKind::random_integer);
  result.low = low;
  result.high = high;
  return result;
}

/// ${random:a|b|c}
inline Reference random_of(std::vector<std::string> choices) {
  Reference result = reference(ReferenceKind::random_choice);
  result.choices = std::move(choices);
  return result;
}

inline Template text(std::vector<std::variant<std::string, Reference>> parts) {
  return Template{.parts = std::move(parts), .where = nowhere};
}
inline Template text(const std::string& literal) {
  return literal.empty() ? text(std::vector<std::variant<std::string, Reference>>{})
                         : text(std::vector<std::variant<std::string, Reference>>{literal});
}
inline Template text(const Reference& alone) {
  return text(std::vector<std::variant<std::string, Reference>>{alone});
}

inline Expectations no_expectations() {
  return Expectations{.status = {}, .json = {}, .contains = {}, .max_bytes = std::nullopt};
}

/// A step without body, named as its shorthand would be: "GET /items".
inline Step step(const std::string& method, const std::string& path) {
  return Step{.name = method + " " + path,
              .method = method,
              .path = text(path),
              .headers = {},
              .body = NoBody{},
              .captures = {},
              .expect = no_expectations(),
              .timeout = std::nullopt,
              .on_error = OnError::stop_flow,
              .pauses_before = {},
              .where = nowhere};
}

inline Scenario scenario(std::string name, std::vector<Step> steps, std::int64_t weight = 1) {
  return Scenario{.name = std::move(name),
                  .weight = weight,
                  .steps = std::move(steps),
                  .pauses_after = {},
                  .where = nowhere};
}

inline Phase open_phase(std::string name, Rate rate, Nanoseconds duration) {
  return Phase{.name = std::move(name),
               .load = OpenLoad{.rate = rate, .to = std::nullopt, .duration = duration},
               .measure = true,
               .where = nowhere};
}
inline Phase ramp_phase(std::string name, Rate rate, Rate to, Nanoseconds duration) {
  return Phase{.name = std::move(name),
               .load = OpenLoad{.rate = rate, .to = to, .duration = duration},
               .measure = true,
               .where = nowhere};
}
inline Phase closed_phase(std::string name, std::int64_t users, Nanoseconds duration) {
  return Phase{.name = std::move(name),
               .load = ClosedLoad{.users = users, .to = std::nullopt, .duration = duration},
               .measure = true,
               .where = nowhere};
}
inline Phase iterations_phase(std::string name, std::int64_t iterations, std::int64_t users) {
  return Phase{.name = std::move(name),
               .load = IterationsLoad{.iterations = iterations, .users = users},
               .measure = true,
               .where = nowhere};
}

inline Target small_target(const std::string& url) {
  return Target{.url = text(url),
                .mock = {},
                .http = HttpVersion::automatic,
                .timeout = seconds(10),
                .connect_timeout = seconds(5),
                .idle_timeout = std::nullopt,
                .headers = {},
                .auth = std::monostate{},
                .tls = TlsOptions{.ca = {}, .cert = {}, .key = {}, .verify = true},
                .start = std::nullopt,
                .where = nowhere};
}

/// The smallest spec of the design: GET /api/items at 50/s for 30 s, no rules of its own.
inline Spec small_spec() {
  return Spec{
      .file = "loadgate.yaml",
      .name = "loadgate",
      .description = {},
      .target = small_target("http://127.0.0.1:8080"),
      .data = {},
      .scenarios = {scenario("main", {step("GET", "/api/items")})},
      .load = Load{.seed = 1,
                   .arrivals = Arrivals::constant,
                   .phases = {open_phase("load", per_second(50), seconds(30))},
                   .max_in_flight = std::nullopt,
                   .preflight = true},
      .baseline = BaselinePolicy{.file = "baselines/loadgate.json",
                                 .read_from = "auto",
                                 .max_runs = 10,
                                 .min_runs = 5,
                                 .on_missing = Policy::warn,
                                 .on_mismatch = MismatchPolicy::inconclusive},
      .gate = GatePolicy{.confidence = 0.95, .on_inconclusive = Policy::warn},
      .rules = {},
      .has_rules = false,
      .reports = ReportOptions{.dir = "loadgate-report", .formats = {"markdown", "junit", "json"}}};
}

/// An own rule without any condition: set what the test is about.
inline Rule rule(std::string metric, Statistic statistic) {
  return Rule{.metric = std::move(metric),
              .statistic = statistic,
              .step = {},
              .phase = {},
              .at_most = std::nullopt,
              .at_least = std::nullopt,
              .max_increase = std::nullopt,
              .max_decrease = std::nullopt,
              .min_delta = 0,
              .min_extra = 3,
              .min_samples = std::nullopt,
              .severity = Severity::error,
              .on_no_data = Policy::fail,
              .origin = RuleOrigin::spec,
              .where = nowhere};
}

}  // namespace loadgate::testing
