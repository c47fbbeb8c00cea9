// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/make_plan.h"
#include "plan/mistakes.h"

namespace loadgate {

/// Names of the data sources that the requests of a step use, those of its target included.
std::set<std::string> sources_of(const Spec& spec, const Step& step);

/// The source whose row decides the class of the step's requests: the first of the spec's that has
/// classes and that the request uses.
std::optional<std::size_t> class_source_of(const Plan& plan, const Step& step);

/// The class of a flow's requests that use this source; an index into Plan::classes.
std::uint16_t class_of(const Plan& plan, std::size_t source, const FlowIdentity& flow);

/// Of each step the classes that its requests can have, in order; rows of weight 0 are left out.
std::vector<std::vector<std::uint16_t>> step_classes(const Plan& plan);

/// A rule about a class that none of its requests can have is a mistake.
void check_rule_classes(const Plan& plan, Mistakes& mistakes);

}  // namespace loadgate
