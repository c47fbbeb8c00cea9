// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "spec/spec.h"

namespace loadgate {

using ReferenceEditor = std::function<void(Reference&)>;
using ReferenceReader = std::function<void(const Reference&)>;

/// What a step's requests are made of, in an order that is part of the plan's format (draws are
/// numbered by it): path, body, headers, expectations, the value that a poll waits for.
void visit_step(Step& step, const ReferenceEditor& visit);
void visit_step(const Step& step, const ReferenceReader& read);

/// What the target adds to every request: headers, then auth.
void visit_target(Target& target, const ReferenceEditor& visit);
void visit_target(const Target& target, const ReferenceReader& read);

/// Without expectations: what is sent.
void visit_request(const Step& step, const ReferenceReader& read);

}  // namespace loadgate
