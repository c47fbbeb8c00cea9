// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "spec/template.h"

namespace loadgate {

/// The same for every flow: literals, `env:`, `secret:` and `var:` only.
bool is_constant(const Template& text);
bool is_constant(const BodyValue& value);

/// The template as the spec has it: "order ${order_id}". For names of checks: no value is in it.
std::string source_of(const Template& text);

}  // namespace loadgate
