// SPDX-License-Identifier: Apache-2.0
#include "plan/unique_rows.h"

#include <algorithm>

#include "base/units.h"

namespace loadgate {
namespace {

/// Users of an `iterations` phase share its flows: there each flow has a row of its own.
std::uint64_t lasting_users(const Load& load) {
  std::uint64_t users = 0;
  for (const Phase& phase : load.phases) {
    if (std::holds_alternative<ClosedLoad>(phase.load)) {
      users = std::max(users, most_users(phase));
    }
  }
  return users;
}

std::uint64_t planned_flows(const Plan& plan) {
  std::uint64_t flows = 0;
  for (const PlannedPhase& phase : plan.phases) {
    flows += phase.arrivals;
  }
  return flows;
}

/// Without a preflight only `try` asks for it: the file may be shorter than there are scenarios.
/// Setup and teardown, numbered behind the scenarios, share the last row.
std::size_t preflight_row(const Plan& plan, const DataTable& table, std::size_t scenario) {
  const std::size_t scenarios = plan.spec.scenarios.size();
  const std::size_t from_the_end = scenario < scenarios ? scenarios - scenario : 1;
  return table.rows.size() - std::min(from_the_end, table.rows.size());
}

}  // namespace

UniqueRows unique_rows_of(const Plan& plan) {
  return {.users = lasting_users(plan.spec.load),
          .flows = planned_flows(plan),
          .preflight = plan.spec.load.preflight ? plan.spec.scenarios.size() : 0};
}

std::string describe(const UniqueRows& rows) {
  std::string text;
  const auto add = [&text](std::uint64_t count, const char* whose) {
    if (count > 0) {
      text += (text.empty() ? "" : ", ") + format_count(count) + " for " + whose;
    }
  };
  add(rows.users, "users");
  add(rows.flows, "flows");
  add(rows.preflight, "the preflight");
  return text;
}

std::size_t unique_row(const Plan& plan, const DataTable& table, const FlowIdentity& flow) {
  if (flow.kind == FlowKind::preflight) {
    return preflight_row(plan, table, flow.scenario);
  }
  return flow.sequence ? lasting_users(plan.spec.load) + *flow.sequence : flow.owner;
}

void check_unique_rows(const Plan& plan, Mistakes& mistakes) {
  const UniqueRows needed = unique_rows_of(plan);
  for (std::size_t i = 0; i < plan.data.size(); ++i) {
    const DataTable& table = plan.data[i];
    const bool is_a_file = plan.spec.data[i].format != DataFormat::provisioned;
    if (is_a_file && table.pick == Pick::unique && table.rows.size() < needed.total()) {
      mistakes.add(plan.spec.data[i].where,
                   "'pick: unique' gives no row of '" + table.name + "' twice: the file has " +
                       format_count(table.rows.size()) + ", and the load needs " +
                       format_count(needed.total()) + " (" + describe(needed) + ")",
                   "add rows, or plan fewer users and flows");
    }
  }
}

}  // namespace loadgate
