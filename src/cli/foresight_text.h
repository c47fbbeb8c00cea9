// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "judge/foresight.h"
#include "plan/plan.h"

namespace loadgate {

/// With the baseline of the working tree; one that cannot be read is an error.
Result<std::vector<Foresight>> foresee_plan(const Plan& plan);

/// The table of `plan`: what each comparison could see.
std::string foresight_table(const std::vector<Foresight>& all);

/// The notes of `validate`: "loadgate.yaml:12:5: note: latency.p99 … cannot be decided: …".
std::vector<std::string> foresight_notes(const std::vector<Foresight>& all,
                                         const std::string& spec_file);

}  // namespace loadgate
