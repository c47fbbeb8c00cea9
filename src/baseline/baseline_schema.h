// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loadgate {

/// The JSON Schema of loadgate.baseline.v1, made from the same list of fields as the reader and the
/// writer. docs/schema/baseline.schema.json is this text.
std::string baseline_schema();

}  // namespace loadgate
