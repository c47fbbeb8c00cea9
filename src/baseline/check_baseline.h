// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "baseline/baseline.h"
#include "run/json_archive.h"

namespace loadgate {

/// What the types of a baseline file cannot say: there is a run, and the figures of each scope can
/// come from one measurement. Fails at the field of `reader`, which stands at the whole file.
void check_baseline(const Baseline& baseline, JsonReader& reader);

}  // namespace loadgate
