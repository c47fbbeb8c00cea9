// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "plan/plan.h"
#include "spec/rule.h"

namespace loadgate {

/// Every step of the spec, scenario by scenario.
std::vector<PlannedStep> all_steps(const Spec& spec);

/// The rules that are judged: the spec's own, or where `rules:` was left out one for the latency of
/// each step; and the error guard wherever (step and phase) no own `error_rate` rule of severity
/// `error` or `off` stands. Rules without a line of their own stand at their step's.
std::vector<Rule> rules_in_force(const Spec& spec, std::span<const PlannedStep> steps);

}  // namespace loadgate
