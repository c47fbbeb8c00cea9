// SPDX-License-Identifier: Apache-2.0
#include "plan/backoff.h"

#include <algorithm>

#include "base/random.h"
#include "plan/draw_number.h"

namespace loadgate {

Nanoseconds backoff(const Plan& plan, const FlowIdentity& flow, std::string_view step,
                    std::uint32_t attempts) {
  constexpr std::uint64_t first = 500'000'000;
  constexpr std::uint64_t longest = 30'000'000'000;
  constexpr std::uint32_t most_doublings = 6;  // beyond it the pause is the longest one
  const std::uint64_t whole = std::min(longest, first << std::min(attempts - 1, most_doublings));
  const DrawKey key{.seed = plan.spec.load.seed,
                    .purpose = Purpose::retry,
                    .scenario = static_cast<std::uint16_t>(flow.scenario),
                    .owner = flow.owner,
                    .iteration = flow.iteration,
                    .draw = draw_number(step) + attempts};
  return Nanoseconds{static_cast<std::int64_t>(whole / 2 + draw_below(key, whole / 2 + 1))};
}

}  // namespace loadgate
