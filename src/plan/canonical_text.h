// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "spec/template.h"

namespace loadgate {

/// One text for each template, as the spec would write it: "/orders/${order_id}", a literal `${` as
/// `$${`. Defaults of `env:` and `secret:` are left out: they may hold addresses and secrets.
std::string canonical_text(const Template& text);
std::string canonical_text(const Reference& reference);

/// The same for a JSON body: members in the spec's order, no spaces.
std::string canonical_json(const BodyValue& value);

}  // namespace loadgate
