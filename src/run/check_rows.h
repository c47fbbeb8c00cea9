// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "run/run.h"

namespace loadgate {

/// A row that contradicts another, itself or the plan.
struct RowMistake {
  std::string_view list;  ///< "samples" or "flows"
  std::size_t row;        ///< counted from 0
  std::string what;
};

/// The first one. Every request is of a flow of the run, every step that a flow has begun has its
/// request, each is there once and in order, and no time is before the one that it follows: so it
/// is in whatever the engine writes, however its run ended, and in what is merged of that.
/// Precondition: phases, steps and scenarios of the rows exist.
std::optional<RowMistake> contradiction_in_rows(const Run& run);

}  // namespace loadgate
