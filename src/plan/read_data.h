// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "plan/mistakes.h"
#include "plan/plan.h"

namespace loadgate {

/// The table in the bytes of a file, which errors call `file`.
Result<DataTable> parse_data(const DataSource& source, std::string_view bytes,
                             std::string_view file);

/// Reads every data source of the spec; what cannot be read is a mistake at its line.
std::vector<DataTable> read_data(const Spec& spec, Mistakes& mistakes);

}  // namespace loadgate
