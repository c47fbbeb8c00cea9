// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace loadgate {

/// "main@1a2b3c4 (10 runs, 9 days old, same class)", or that there is none.
std::string baseline_text(const Report& report);
/// What the figures are compared with, as the head of a column.
std::string_view compared_title(const Report& report);

/// "measured for 30 s", of several runs "measured for 90 s in 3 runs".
std::string measured_text(const Report& report);

/// Where the figures come from, most important first: baseline, candidate, plan, machine, trust,
/// duration, version. Not escaped.
std::vector<std::string> footer_parts(const Report& report);

}  // namespace loadgate
