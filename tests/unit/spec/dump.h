// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "spec/spec.h"

namespace loadgate::testing {

/// Every field of the spec but its positions, one a line: two specs differ exactly when their dumps
/// do.
std::string dump(const Spec& spec);
std::string dump(const Template& text);
std::string dump(const BodyValue& value);
std::string dump(const Phase& phase);
std::string dump(const Rule& rule);

}  // namespace loadgate::testing
