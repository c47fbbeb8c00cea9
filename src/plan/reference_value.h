// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/render.h"

namespace loadgate {

enum class ValueType {
  string,  ///< plain text
  json,    ///< the JSON text of any value
};

struct ReferenceValue {
  std::string text;
  ValueType type;
};

/// What one reference stands for in this flow, with the type that it has by itself; `${number:…}`
/// of what is no number is an error.
Result<ReferenceValue> value_of(const Reference& reference, const RenderContext& context);

/// The same without a flow; error: anything but `env:`, `secret:` and `var:`.
Result<ReferenceValue> outside_value_of(const Reference& reference, const Outside& outside,
                                        std::string_view file);

/// As text: a JSON string without its quotes.
std::string text_of(const ReferenceValue& value);

}  // namespace loadgate
