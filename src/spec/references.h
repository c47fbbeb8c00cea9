// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "spec/spec.h"

namespace loadgate {

using VisitReference = std::function<void(const Reference&)>;

/// The references of the target: address, headers, authorisation, environment of `start`.
void visit_references(const Target& target, const VisitReference& visit);
/// The references of one step, in the order in which they are used.
void visit_references(const Step& step, const VisitReference& visit);

}  // namespace loadgate
