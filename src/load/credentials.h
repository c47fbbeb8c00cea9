// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "load/load.h"
#include "load/step_program.h"

namespace loadgate {

/// What a flow knows before its first step: what the setup captured, and the credential that is its
/// own (plan/provision.h), by the names of spec/provisioned.h.
Captures known_before(const Given& given, const LoadContext& context, const FlowIdentity& flow);

/// Of everything that a flow of `provision` captured, the columns, by these names.
Captures credential_of(const Provision& provision, const Captures& captured);

}  // namespace loadgate
