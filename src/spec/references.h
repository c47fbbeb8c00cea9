// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "spec/spec.h"

namespace loadgate {

using VisitReference = std::function<void(const Reference&)>;

/// The references of the target: address, headers, authorisation, environment of `start`.
void visit_references(const Target& target, const VisitReference& visit);
/// The references of one step, in the order in which they are used.
void visit_references(const Step& step, const VisitReference& visit);
/// Everything in the spec: of all targets, and of all steps that all_flows() tells of.
void visit_references(const Spec& spec, const VisitReference& visit);

/// The scenarios, and what stands beside them: setup, teardown, provision's steps and release.
std::vector<const Scenario*> all_flows(const Spec& spec);
std::vector<Scenario*> all_flows(Spec& spec);

}  // namespace loadgate
