// SPDX-License-Identifier: Apache-2.0
#include "plan/concurrency.h"

#include <algorithm>

#include "base/integers.h"
#include "plan/make_plan.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

constexpr std::uint64_t least_cap = 100;
constexpr std::uint64_t largest_cap = 10'000;

std::uint64_t rate_times(Rate rate, Nanoseconds time) {
  const UnsignedInt128 flows = static_cast<UnsignedInt128>(rate.per_second.numerator) *
                               static_cast<std::uint64_t>(time.count());
  const UnsignedInt128 divisor =
      static_cast<UnsignedInt128>(rate.per_second.denominator) * 1'000'000'000;
  return static_cast<std::uint64_t>((flows + divisor - 1) / divisor);
}

}  // namespace

Nanoseconds longest_step(const Step& step, Nanoseconds timeout) {
  Nanoseconds longest = timeout;
  if (step.poll) {
    longest = (timeout + step.poll->every) * step.poll->max_requests;
  }
  for (const Pause& pause : step.pauses_before) {
    longest += pause.high;
  }
  return longest;
}

std::uint32_t retries_of(const Spec& spec, const Step& step) {
  return static_cast<std::uint32_t>(step.retries.value_or(spec.load.retries));
}

std::int64_t redirects_of(const Spec& spec, const Step& step) {
  const Target& target = target_of(spec, step);
  return step.redirects.value_or(target.redirects);
}

Nanoseconds longest_flow(const Spec& spec) {
  Nanoseconds longest{0};
  for (const Scenario& scenario : spec.scenarios) {
    Nanoseconds flow{0};
    bool has_retries = false;
    for (const Step& step : scenario.steps) {
      flow += longest_step(step, step.timeout.value_or(target_of(spec, step).timeout));
      has_retries = has_retries || retries_of(spec, step) > 0;
    }
    longest = std::max(longest, flow * (has_retries ? 2 : 1));
  }
  return longest;
}

std::uint64_t most_in_flight(const Phase& phase, Nanoseconds flow) {
  const auto* open = std::get_if<OpenLoad>(&phase.load);
  if (open == nullptr) {
    return most_users(phase);
  }
  return std::max(rate_times(open->rate, flow), rate_times(open->to.value_or(open->rate), flow));
}

std::int64_t default_max_in_flight(const Spec& spec) {
  std::uint64_t cap = least_cap;
  std::uint64_t users = 0;
  for (const Phase& phase : spec.load.phases) {
    users = std::max(users, most_users(phase));
    if (std::holds_alternative<OpenLoad>(phase.load)) {
      cap = std::max(cap, most_in_flight(phase, 2 * spec.target.timeout));
    }
  }
  return static_cast<std::int64_t>(std::max(std::min(cap, largest_cap), users));
}

}  // namespace loadgate
