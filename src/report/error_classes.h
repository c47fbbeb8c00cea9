// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/report.h"

namespace loadgate {

/// One class of errors over all measured scopes.
struct ErrorClass {
  std::string name;  ///< "timeout_total"
  std::uint64_t count;
  std::vector<std::string> steps;     ///< full names, in order of appearance
  std::string advice;                 ///< may be empty
  std::vector<std::string> examples;  ///< at most two different ones
};

/// The most frequent first, then by name.
std::vector<ErrorClass> error_classes(const Report& report);

/// The figures of whole flows: a scenario's own name has no slash.
bool is_scenario(const ScopeFigures& scope);

/// Requests in all measured scopes.
std::uint64_t requests_of(const Report& report);

}  // namespace loadgate
