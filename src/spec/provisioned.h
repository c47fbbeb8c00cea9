// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "spec/spec.h"

namespace loadgate {

/// The data source whose rows are what `provision` has gained.
inline constexpr std::string_view provisioned_source = "provisioned";

/// How a flow knows a value of its own row, among what it has captured: no capture can be called
/// so.
inline std::string provisioned_name(std::string_view column) {
  return std::string(provisioned_source) + "." + std::string(column);
}

/// Its columns: what the steps capture, in their order.
inline std::vector<std::string> provisioned_columns(const Provision& provision) {
  std::vector<std::string> columns;
  for (const Step& step : provision.steps.steps) {
    for (const Capture& capture : step.captures) {
      if (std::ranges::find(columns, capture.name) == columns.end()) {
        columns.push_back(capture.name);
      }
    }
  }
  return columns;
}

}  // namespace loadgate
