// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "spec/spec.h"

namespace loadgate {

/// The main one first, then those of `targets` in their order: everything that has a list with an
/// entry for each target has it in this order.
std::vector<const Target*> all_targets(const Spec& spec);
std::vector<Target*> all_targets(Spec& spec);

/// Place in that list; the main target's for a name that is none (parse_spec refuses such).
std::size_t target_index(const Spec& spec, const Step& step);

const Target& target_of(const Spec& spec, const Step& step);

/// "the target", or "the target 'inbox'".
std::string in_words(const Target& target);

}  // namespace loadgate
