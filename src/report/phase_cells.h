// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace loadgate {

/// The table of phases, a row of cells at a time. Not escaped.
std::vector<std::string>
phase_titles();  ///< phase, users, offered, achieved, p50, p95, p99, errors
std::vector<std::string> phase_cells(const PhaseRow& phase);

/// The table of steps: step, phase, requests, p50, p95, p99, p95 of the baseline, errors.
std::vector<std::string> step_titles(const Report& report);
std::vector<std::string> step_cells(const ScopeSummary& scope);

}  // namespace loadgate
