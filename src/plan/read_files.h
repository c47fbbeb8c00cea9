// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "plan/mistakes.h"
#include "plan/plan.h"

namespace loadgate {

/// Relative names in a spec begin beside it.
std::string beside_spec(const Spec& spec, const std::string& file);

/// Bytes of the files that steps send or hold answers against, by their names in the spec. Schemas
/// are looked at as well.
std::map<std::string, std::string> read_files(const Spec& spec, Mistakes& mistakes);

}  // namespace loadgate
