// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "plan/mistakes.h"
#include "plan/plan.h"

namespace loadgate {

/// The table in the bytes of a file, which errors call `file`. Classes that are not in `classes`
/// yet are added.
Result<DataTable> parse_data(const DataSource& source, std::string_view bytes,
                             std::string_view file, std::vector<std::string>& classes);

/// Reads every data source of the plan's spec; what cannot be read is a mistake at its line.
void read_data(Plan& plan, Mistakes& mistakes);

}  // namespace loadgate
