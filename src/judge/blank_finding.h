// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "judge/judgement.h"

namespace loadgate {

/// A finding without figures that holds and blocks nothing: what each kind writes its own into.
Finding blank_finding(std::string key, FindingKind kind);
/// The same with what the rule says of itself: metric, unit, severity, origin, line.
Finding blank_finding(std::string key, FindingKind kind, const Rule& rule);

}  // namespace loadgate
