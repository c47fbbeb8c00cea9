// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace loadgate {

/// The findings in the order in which people read them: what blocks, what warns, what could not be
/// decided, what holds. Each group keeps the judgement's own order. Points into the report.
struct Outline {
  std::vector<const Finding*> failing;
  std::vector<const Finding*> warning;
  std::vector<const Finding*> undecided;
  std::vector<const Finding*> holding;
};
Outline outline_of(const Report& report);

/// The first three groups in one list.
std::vector<const Finding*> not_holding(const Outline& outline);

/// "11 rules hold, 1 of them improved; 2 have nothing to compare with yet".
std::string holding_text(const Outline& outline);

/// A rule that the spec wants decided could not be compared, because there is no baseline.
bool lacks_baseline(const Report& report);

}  // namespace loadgate
