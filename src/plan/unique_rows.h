// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "plan/make_plan.h"
#include "plan/mistakes.h"

namespace loadgate {

/// Rows that a plan needs of a source which gives each of them to one user or flow only. In this
/// order they are given: users, flows; the preflight has the last ones of the file.
struct UniqueRows {
  std::uint64_t users;      ///< of phases with users and a duration: each keeps its row
  std::uint64_t flows;      ///< planned ones: of open phases and of iterations
  std::uint64_t preflight;  ///< one for each scenario; 0 where it is off

  std::uint64_t total() const { return users + flows + preflight; }
};
UniqueRows unique_rows_of(const Plan& plan);

/// "20 for users, 1,500 for flows and 1 for the preflight"
std::string describe(const UniqueRows& rows);

/// The row of this flow; depends on who it is alone, so that shards agree. The plan has enough.
std::size_t unique_row(const Plan& plan, const DataTable& table, const FlowIdentity& flow);

/// A source of too few rows is a mistake: none is ever given twice.
void check_unique_rows(const Plan& plan, Mistakes& mistakes);

}  // namespace loadgate
