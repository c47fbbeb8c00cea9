// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace CLI {
class App;
}

namespace loadgate {

/// What is wrong with the command line that `program` could not parse: an unknown command or option
/// by its name with the nearest one there is, anything else in the parser's own words.
Error usage_error(const CLI::App& program, const std::string& parser_says);

}  // namespace loadgate
