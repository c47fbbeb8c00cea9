// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "report/report.h"

namespace loadgate {

/// An enumerator and its word in result.json.
template <typename Enum>
struct Named {
  Enum value;
  std::string_view name;
};
template <typename Enum>
using Names = std::vector<Named<Enum>>;

// One overload for each enum of result.json; the argument only chooses it.
Names<FindingKind> names_of(FindingKind);
Names<State> names_of(State);
Names<Blocks> names_of(Blocks);
Names<Policy> names_of(Policy);
Names<Severity> names_of(Severity);
Names<RuleOrigin> names_of(RuleOrigin);
Names<Unit> names_of(Unit);
Names<Better> names_of(Better);
Names<Trust> names_of(Trust);
Names<Verdict> names_of(Verdict);
Names<RunEnd> names_of(RunEnd);
Names<Outcome> names_of(Outcome);
Names<Statistic> names_of(Statistic);

}  // namespace loadgate
