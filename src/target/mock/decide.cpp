// SPDX-License-Identifier: Apache-2.0
#include "target/mock/decide.h"

#include <cmath>
#include <numbers>
#include <variant>

#include "base/random.h"

namespace loadgate::mock {
namespace {

/// Values are part of what a seed means: append only.
enum class Use : std::uint32_t { fate = 0, close = 1, tail = 2, radius = 3, angle = 4, count = 16 };

double draw(const RequestKey& key, Use use) {
  const auto kind = key.traffic == Traffic::preflight ? Use::count : Use{0};
  return draw_unit({.seed = key.seed,
                    .purpose = Purpose::mock,
                    .scenario = key.route,
                    .owner = static_cast<std::uint32_t>(key.number),
                    .iteration = static_cast<std::uint32_t>(key.number >> 32U),
                    .draw = static_cast<std::uint32_t>(use) + static_cast<std::uint32_t>(kind)});
}

Nanoseconds rounded(double nanoseconds) {
  constexpr double longest = 1e18;  // 31 years: far from the end of the integer
  return Nanoseconds{std::llround(std::min(nanoseconds, longest))};
}

/// Box and Muller, "A note on the generation of random normal deviates", 1958.
double draw_normal(const RequestKey& key) {
  const double radius = std::sqrt(-2.0 * std::log(draw(key, Use::radius)));
  return radius * std::cos(2.0 * std::numbers::pi * draw(key, Use::angle));
}

Nanoseconds draw_latency(const MockLatency& latency, const RequestKey& key) {
  const MockBaseLatency* chosen = &latency.usual;
  double left = latency.tails.empty() ? 1.0 : draw(key, Use::tail);
  for (const MockTail& tail : latency.tails) {
    if (left < tail.share) {
      chosen = &tail.latency;
      break;
    }
    left -= tail.share;
  }
  if (const auto* fixed = std::get_if<Nanoseconds>(chosen)) {
    return *fixed;
  }
  const auto& lognormal = std::get<MockLognormal>(*chosen);
  return rounded(static_cast<double>(lognormal.median.count()) *
                 std::exp(lognormal.sigma * draw_normal(key)));
}

void decide_fate(const MockFaults& faults, const RequestKey& key, Decision& decision) {
  double left = draw(key, Use::fate);
  const auto taken = [&left](double share) {
    const bool is_taken = left < share;
    left -= share;
    return is_taken;
  };
  const std::pair<double, Fate> breaks[] = {
      {faults.hang, Fate::hang}, {faults.reset, Fate::reset}, {faults.half, Fate::half}};
  for (const auto& [share, fate] : breaks) {
    if (taken(share)) {
      decision.fate = fate;
      return;
    }
  }
  for (const auto& [status, share] : faults.errors) {
    if (taken(share)) {
      decision.error_status = status;
      break;
    }
  }
  if (draw(key, Use::close) < faults.close) {
    decision.fate = Fate::answer_and_close;
  }
}

bool contains(const MockSpan& span, Nanoseconds since_first) {
  return since_first >= span.from && (!span.duration || since_first < span.from + *span.duration);
}

double factor_at(const MockSlow& slow, std::optional<Nanoseconds> since_first) {
  const bool is_on = !slow.span || (since_first && contains(*slow.span, *since_first));
  return is_on ? slow.factor : 1.0;
}

}  // namespace

Decision decide(const MockRoute& route, const RequestKey& key) {
  Decision decision{
      .delay = draw_latency(route.latency, key), .fate = Fate::answer, .error_status = 0};
  decide_fate(route.faults, key, decision);
  return decision;
}

Nanoseconds due_at(const MockConfig& config, const MockRoute& route, Nanoseconds received,
                   std::optional<Nanoseconds> first_load, Nanoseconds delay) {
  std::optional<Nanoseconds> since_first;
  if (first_load) {
    since_first = received - *first_load;
  }
  const double factor = factor_at(config.slow, since_first) * factor_at(route.slow, since_first);
  Nanoseconds due = received + rounded(static_cast<double>(delay.count()) * factor);
  if (first_load && config.stall && contains(*config.stall, due - *first_load)) {
    due = *first_load + config.stall->from + *config.stall->duration;
  }
  return due;
}

}  // namespace loadgate::mock
