// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"

namespace loadgate {

/// The digest of a plan whose spec has all its defaults. It covers what decides the work that is
/// offered, and never addresses, values of headers, secrets, rules, reports or the mock's file. The
/// settings are published with every run: bodies stand in them as their own digest.
PlanDigest digest_plan(const Plan& plan);

}  // namespace loadgate
