// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loadgate {

/// The JSON Schema (draft 2020-12) of loadgate.result.v1, made from the same list of fields as the
/// writer and the reader. docs/schema/result.schema.json is this text.
std::string result_schema();

}  // namespace loadgate
