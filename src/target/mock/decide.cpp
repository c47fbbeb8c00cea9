// SPDX-License-Identifier: Apache-2.0
#include "target/mock/decide.h"

#include <cmath>
#include <numbers>
#include <variant>

#include "base/random.h"

namespace loadgate::mock {
namespace {

/// Values are part of what a seed means: append only.
enum class Use : std::uint32_t {
  fate = 0,
  close = 1,
  tail = 2,
  radius = 3,
  angle = 4,
  fate_above_on_route = 5,
  close_above_on_route = 6,
  fate_above_on_server = 7,
  close_above_on_server = 8,
  count = 16
};

/// The two draws of one set of faults.
struct FaultUses {
  Use fate;
  Use close;
};

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

/// Where a whole answer is left over, it may still be the connection's last.
void decide_fault(const MockFaults& faults, double left, Decision& decision) {
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
      return;
    }
  }
  decision.is_corrupted = taken(faults.corrupt);
}

void decide_fate(const MockFaults& faults, const RequestKey& key, FaultUses uses,
                 Decision& decision) {
  const bool has_fault =
      decision.fate > Fate::answer_and_close || decision.error_status != 0 || decision.is_corrupted;
  if (!has_fault) {
    decide_fault(faults, draw(key, uses.fate), decision);
  }
  if (decision.fate == Fate::answer && draw(key, uses.close) < faults.close) {
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
  Decision decision{.delay = draw_latency(route.latency, key),
                    .fate = Fate::answer,
                    .error_status = 0,
                    .is_corrupted = false};
  decide_fate(route.faults, key, {.fate = Use::fate, .close = Use::close}, decision);
  return decision;
}

void decide_above(const MockAbove& above, const RequestKey& key, Scope scope, Decision& decision) {
  constexpr FaultUses on_route{Use::fate_above_on_route, Use::close_above_on_route};
  constexpr FaultUses on_server{Use::fate_above_on_server, Use::close_above_on_server};
  decision.delay = rounded(static_cast<double>(decision.delay.count()) * above.slow);
  decide_fate(above.faults, key, scope == Scope::route ? on_route : on_server, decision);
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
