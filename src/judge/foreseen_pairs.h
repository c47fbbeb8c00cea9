// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "judge/case.h"

namespace loadgate {

/// What the pairs of a phase will be able to say, before there is one.
struct ForeseenPairs {
  std::optional<double> sees;  ///< relative, on the assumptions of stats/power.h
  std::string unmet;           ///< why they will decide nothing; may be empty
};

/// `planned`: requests of each build in the phase; nothing where the plan does not say.
ForeseenPairs foresee_pairs(const Run& planned_run, const Question& question,
                            std::optional<std::uint64_t> planned, std::size_t blocking);

}  // namespace loadgate
