// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/judgement.h"

namespace loadgate {

/// What one condition of a rule will be able to say, known before the run.
struct Foresight {
  Finding finding;  ///< key, rule and, with a baseline, `sees`; no figures of a run
  std::optional<std::uint64_t> planned;  ///< requests (of `iteration`: flows); nothing for users
  std::uint64_t needed;                  ///< fewer are inconclusive
  std::optional<double> must_see;        ///< that the rule demands for a pass
  std::string unmet;                     ///< why nothing will be compared; may be empty
  bool is_assumed = false;               ///< `sees` rests on assumptions, not on a baseline
};

/// What a run will be compared with.
enum class ComparedWith { baseline, old_build };

/// Of a run that was not made yet: `planned` has everything but samples. `requests`: how many the
/// plan sends, by phase and step, 0 where it does not say. The class of the machine is taken to be
/// the baseline's.
std::vector<Foresight> foresee(const Run& planned, const std::optional<Baseline>& baseline,
                               const std::vector<std::vector<std::uint64_t>>& requests,
                               ComparedWith compared = ComparedWith::baseline);

/// Why the rule cannot be decided as it is planned; empty where it can.
std::string doubt_of(const Foresight& foresight);

}  // namespace loadgate
