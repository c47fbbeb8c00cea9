// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/reading.h"
#include "spec/spec.h"

namespace loadgate {

// What only the parts together can tell.

/// Data sources that do not exist; captures that no earlier step of the scenario makes.
void check_references(const Spec& spec, Reading& reading);
/// Steps that name a target which does not exist, and targets that no step names.
void check_targets(const Spec& spec, Reading& reading);
/// Data sources without a reader. `root` is the file.
void check_data_is_used(const SpecNode& root, const Spec& spec, Reading& reading);
/// Columns of `provisioned` that nothing captures, and steps that use it and have no row of it.
void check_provision(const Spec& spec, Reading& reading);
/// Steps whose whole address is not that of the target, as far as both are written out.
void check_addresses(const Spec& spec, Reading& reading);
/// Headers that would stand beside the cookies of a jar.
void check_cookies(const Spec& spec, Reading& reading);
/// Patterns of rules that match no step, or no phase that is measured. `root` is the file, where
/// the patterns stand.
void check_rule_patterns(const SpecNode& root, const Spec& spec, Reading& reading);

}  // namespace loadgate
