// SPDX-License-Identifier: Apache-2.0
#include "judge/injection.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/units.h"

namespace loadgate {
namespace {

struct InjectionRow {
  std::string_view metric;
  Disturbance kind;
  int status = 0;
};

/// Metric by metric; `error_rate` by its class.
constexpr std::array injection_rows{
    InjectionRow{"latency", Disturbance::slower},
    InjectionRow{"first_attempt.latency", Disturbance::slower},
    InjectionRow{"service_time", Disturbance::slower},
    InjectionRow{"ttfb", Disturbance::slower},
    InjectionRow{"wait", Disturbance::slower},
    InjectionRow{"iteration", Disturbance::slower},
    InjectionRow{"error_rate", Disturbance::error, 500},
    InjectionRow{"error_rate.server_5xx", Disturbance::error, 500},
    InjectionRow{"error_rate.client_4xx", Disturbance::error, 400},
    InjectionRow{"error_rate.rate_limited", Disturbance::error, 429},
    InjectionRow{"error_rate.overloaded", Disturbance::error, 503},
    InjectionRow{"error_rate.auth", Disturbance::error, 403},
    InjectionRow{"error_rate.assertion", Disturbance::broken},
    InjectionRow{"error_rate.reset", Disturbance::reset},
    InjectionRow{"error_rate.reset_on_reuse", Disturbance::reset},
    InjectionRow{"error_rate.timeout", Disturbance::no_answer},
    InjectionRow{"error_rate.timeout_first_byte", Disturbance::no_answer},
    InjectionRow{"error_rate.protocol", Disturbance::garbage},
    // Only what may be tried again is: the first attempt fails, the next one need not.
    InjectionRow{"first_attempt.error_rate", Disturbance::error, 503},
    InjectionRow{"throughput", Disturbance::error, 500},
    InjectionRow{"check_rate", Disturbance::broken},
    InjectionRow{"bytes_in", Disturbance::larger},
};

constexpr std::string_view broken_text = "loadgate selftest: a broken answer";
// Beyond this nobody can say that a rule has to notice it.
constexpr double largest_growth = 9;
constexpr double least_reach = 500e6;  // ns
constexpr double largest_share = 0.5;
constexpr double largest_share_of_limit = 0.9;
// How far beyond its bound a rule is taken, so that chance cannot hold it back.
constexpr double clearly = 2;
constexpr double over_a_limit = 1.25;
constexpr double share_of_timeout = 0.8;

bool is_expected(const Step& step, int status) {
  return std::ranges::any_of(step.expect.status, [status](const StatusRange& range) {
    return range.low <= status && status <= range.high;
  });
}

/// One that the step does not ask for; its class would else be no error.
int first_unexpected(const Step& step, std::initializer_list<int> statuses) {
  for (const int status : statuses) {
    const bool is_outcome = step.outcome == "server_5xx" && status / 100 == 5;
    if (!is_expected(step, status) && !is_outcome) {
      return status;
    }
  }
  return *statuses.begin();
}

bool looks_into_body(const Step& step) {
  const Expectations& expect = step.expect;
  const bool is_captured = std::ranges::any_of(step.captures, [](const Capture& capture) {
    return capture.kind == CaptureKind::json || capture.kind == CaptureKind::regex;
  });
  return !expect.json.empty() || !expect.contains.empty() || !expect.matches.empty() ||
         expect.json_schema || is_captured;
}

/// What the answer must not contain is what it contains then.
std::string broken_body(const Step& step) {
  std::string text(broken_text);
  for (const Template& unwanted : step.expect.not_contains) {
    for (const auto& part : unwanted.parts) {
      const auto* literal = std::get_if<std::string>(&part);
      text += literal != nullptr ? "\n" + *literal : "";
    }
  }
  return text;
}

/// By what the step expects: its body first, then its size, its headers, its status.
void break_answer(Injection& injection, const Step& step) {
  const Expectations& expect = step.expect;
  if (looks_into_body(step) || !expect.not_contains.empty()) {
    injection.text = broken_body(step);
  } else if (expect.max_bytes) {
    injection.kind = Disturbance::larger;
    injection.bytes = static_cast<std::uint64_t>(*expect.max_bytes) + 1;
  } else if (!expect.headers.empty()) {
    injection.kind = Disturbance::headless;
    injection.text = expect.headers.front().name;
  } else {
    injection.kind = Disturbance::error;
    injection.status = first_unexpected(step, {299, 250, 226, 500});
  }
}

std::size_t checks_of(const Step& step) {
  const Expectations& expect = step.expect;
  return std::max<std::size_t>(1, expect.json.size() + expect.contains.size() +
                                      expect.not_contains.size() + expect.matches.size() +
                                      expect.not_matches.size() + expect.headers.size() +
                                      (expect.status.empty() ? 0 : 1) + (expect.max_bytes ? 1 : 0) +
                                      (expect.json_schema ? 1 : 0));
}

double value_of(const std::optional<Figure>& figure) {
  return figure ? figure->value : 0;
}

/// In the metric's unit: how much more (or less) there has to be.
double growth_needed(const Finding& clean) {
  const double base = clean.baseline ? clean.baseline->value : value_of(clean.now);
  const bool is_points = clean.unit == Unit::fraction;
  const double change = clearly * std::max(clean.sees.value_or(0), clean.tolerance.value_or(0));
  if (is_points) {
    return std::max(change, clearly * clean.min_delta);
  }
  const double growth = std::max({change * base, clearly * clean.min_delta, base / 2});
  return std::min(
      growth, std::max(largest_growth * base, clean.unit == Unit::nanoseconds ? least_reach : 0.0));
}

/// Of the requests, for a rule about shares or about what is achieved.
double share_needed(const Finding& clean) {
  const double now = value_of(clean.now);
  if (clean.kind == FindingKind::limit) {
    const double limit = clean.limit.value_or(0);
    const double distance =
        clean.unit == Unit::fraction ? std::abs(limit - now) : 1 - limit / std::max(now, 1e-9);
    return std::min(over_a_limit * distance + 0.1, largest_share_of_limit);
  }
  const double growth = growth_needed(clean);
  const double share = clean.unit == Unit::fraction ? growth : growth / std::max(now, 1e-9);
  return std::clamp(share, 0.1, largest_share);
}

double amount_needed(const Finding& clean) {
  return clean.kind == FindingKind::limit ? over_a_limit * clean.limit.value_or(0)
                                          : growth_needed(clean);
}

void slow_down(Injection& injection, const Finding& clean, Nanoseconds timeout) {
  const double most = share_of_timeout * static_cast<double>(timeout.count()) - value_of(clean.now);
  injection.delay = Nanoseconds{
      static_cast<std::int64_t>(std::clamp(amount_needed(clean), 0.0, std::max(most, 0.0)))};
}

/// Within what the step expects: a body that fails it would not count as one.
void enlarge(Injection& injection, const Finding& clean, const Step& step) {
  if (clean.metric.starts_with("bytes_in")) {
    const double room = step.expect.max_bytes
                            ? static_cast<double>(*step.expect.max_bytes) - value_of(clean.now)
                            : 64e6;
    injection.bytes = static_cast<std::uint64_t>(
        std::clamp(std::ceil(amount_needed(clean)), 1.0, std::max(room, 1.0)));
    return;
  }
  injection.share = share_needed(clean);
}

}  // namespace

std::optional<Injection> injection_for(std::string_view metric, const Step& step) {
  const auto* row = std::ranges::find(injection_rows, metric, &InjectionRow::metric);
  if (row == injection_rows.end()) {
    return std::nullopt;
  }
  Injection injection{.kind = row->kind,
                      .step = {},
                      .phases = {},
                      .share = 1,
                      .delay = Nanoseconds{0},
                      .status = row->status,
                      .text = {},
                      .bytes = 0};
  if (row->kind == Disturbance::broken) {
    break_answer(injection, step);
  } else if (metric == "error_rate" || metric == "throughput") {
    injection.status = first_unexpected(step, {500, 404, 503});
  }
  return injection;
}

Injection sized(Injection injection, const Finding& clean, const Step& step, Nanoseconds timeout) {
  if (injection.kind == Disturbance::slower) {
    slow_down(injection, clean, timeout);
  } else if (injection.kind == Disturbance::larger) {
    enlarge(injection, clean, step);
  } else {
    injection.share = share_needed(clean);
  }
  if (clean.metric.starts_with("check_rate")) {
    injection.share =
        std::min(injection.share * static_cast<double>(checks_of(step)), largest_share_of_limit);
  }
  return injection;
}

Injection larger_of(const Injection& a, const Injection& b) {
  Injection both = a;
  both.share = std::max(a.share, b.share);
  both.delay = std::max(a.delay, b.delay);
  both.bytes = std::max(a.bytes, b.bytes);
  return both;
}

std::string describe(const Injection& injection) {
  const std::string part =
      injection.share < 1 ? format_percent(injection.share) + " of the answers" : "each answer";
  switch (injection.kind) {
    case Disturbance::slower:
      return part + " " + format_duration(static_cast<double>(injection.delay.count())) + " later";
    case Disturbance::error:
      return part + " with status " + std::to_string(injection.status);
    case Disturbance::broken:
      return part + " with a broken body";
    case Disturbance::larger:
      return part + " " + format_size(static_cast<double>(injection.bytes)) + " larger";
    case Disturbance::headless:
      return part + " without " + injection.text;
    case Disturbance::reset:
      return part + " cut off by a reset";
    case Disturbance::no_answer:
      return part + " withheld";
    case Disturbance::garbage:
      return part + " no HTTP";
  }
  return {};
}

}  // namespace loadgate
