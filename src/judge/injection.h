// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/expand.h"
#include "plan/plan.h"

namespace loadgate {

/// What the self-test does to answers of a step, so that a rule trips.
enum class Disturbance {
  slower,     ///< each answer comes `delay` later
  error,      ///< `status` instead of the answer
  broken,     ///< `text` instead of the body: no expectation on it holds
  larger,     ///< `bytes` more of blanks
  headless,   ///< without the header that `text` names
  reset,      ///< the connection is reset
  no_answer,  ///< until the timeout
  garbage,    ///< bytes that are no HTTP
};

struct Injection {
  Disturbance kind;
  std::string step;                 ///< full name
  std::vector<std::string> phases;  ///< sorted; empty: the whole run
  double share;                     ///< of the step's requests
  Nanoseconds delay;
  int status;
  std::string text;
  std::uint64_t bytes;
};

/// What makes a rule of this metric trip on this step; without a size yet. Nothing: no answer of a
/// server can (`schedule_lag` is loadgate's own).
std::optional<Injection> injection_for(std::string_view metric, const Step& step);

/// Made as large as this finding of a clean run needs it: clearly beyond what it tolerates, and
/// never more than a gate has to notice: ten times as slow or large (or half a second), half of
/// the requests. An absolute limit is passed by a quarter, as far as the step's timeout lets it.
Injection sized(Injection injection, const Finding& clean, const Step& step, Nanoseconds timeout);

/// One injection that is at least as large as either; both are of one kind and place.
Injection larger_of(const Injection& a, const Injection& b);

/// "each answer 61 ms later", "500 for 20 % of the requests"
std::string describe(const Injection& injection);

}  // namespace loadgate
