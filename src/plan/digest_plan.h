// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/plan.h"

namespace loadgate {

/// The digest of a plan whose spec has all its defaults. It covers what decides the work that is
/// offered, and never addresses, values of headers, secrets, rules, reports or the mock's file. The
/// settings are published with every run: bodies stand in them as their own digest.
PlanDigest digest_plan(const Plan& plan);

/// The same digests computed from the settings alone.
PlanDigest sealed(PlanDigest plan);

/// What is wrong with a plan of a stored file: digests that do not belong to the settings beside
/// them, no step, a step that is there twice. Empty where nothing is.
std::string contradiction_in(const PlanDigest& plan);

}  // namespace loadgate
