// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace loadgate::testing {

/// One report of which every format is kept as a golden file in tests/golden/<name>/.
struct GoldenCase {
  std::string name;
  Report report;
};
std::vector<GoldenCase> golden_cases();

}  // namespace loadgate::testing
