// SPDX-License-Identifier: Apache-2.0
#include "plan/provision.h"

#include <algorithm>
#include <set>

#include "base/integers.h"
#include "plan/step_templates.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

// Keeps draws apart from those of the load; part of the plan's format.
constexpr std::uint64_t seed_of_its_own = 0x70726F766973696F;
constexpr std::uint64_t longest_provision = 86'400'000'000'000;
constexpr std::uint64_t second = 1'000'000'000;

std::set<std::string> sources_of(const Spec& spec, const Scenario& flow) {
  std::set<std::string> sources;
  const ReferenceReader note = [&sources](const Reference& reference) {
    if (reference.kind == ReferenceKind::column) {
      sources.insert(reference.source);
    }
  };
  for (const Step& step : flow.steps) {
    visit_step(step, note);
    visit_target(target_of(spec, step), note);
  }
  return sources;
}

/// Without the tables that the flow does not use: those of the load may be large.
void keep_data(const Plan& plan, const Scenario& flow, Plan& own) {
  const std::set<std::string> used = sources_of(plan.spec, flow);
  own.spec.data.clear();
  for (std::size_t i = 0; i < plan.data.size(); ++i) {
    if (used.contains(plan.data[i].name)) {
      own.data.push_back(plan.data[i]);
      own.spec.data.push_back(plan.spec.data[i]);
    }
  }
}

/// The spec of a load that is these flows.
Spec spec_of(const Spec& spec, const Scenario& flow, Nanoseconds duration) {
  Spec own = spec;
  const Provision& provision = *spec.provision;
  own.scenarios = {flow};
  own.load =
      Load{.seed = spec.load.seed ^ seed_of_its_own,
           .arrivals = Arrivals::constant,
           .phases = {{.name = flow.name,
                       .load = OpenLoad{.rate = provision.rate, .to = {}, .duration = duration},
                       .measure = false,
                       .where = provision.where}},
           .max_in_flight = provision.count,
           .preflight = false,
           .retries = provision.retries};
  return own;
}

Plan plan_of(const Plan& plan, const Scenario& flow) {
  const Provision& provision = *plan.spec.provision;
  const auto count = static_cast<std::uint64_t>(provision.count);
  const Nanoseconds duration = provision_start(provision.rate, count);
  Plan own{.spec = spec_of(plan.spec, flow, duration),
           .data = {},
           .phases = {{.name = flow.name,
                       .measure = false,
                       .duration = duration,
                       .first_sequence = 0,
                       .arrivals = count}},
           .steps = {},
           .digest = plan.digest,
           .classes = plan.classes,
           .files = plan.files};
  keep_data(plan, flow, own);
  for (std::size_t i = 0; i < flow.steps.size(); ++i) {
    own.steps.push_back(
        {.scenario = 0, .step = i, .full_name = flow.name + "/" + flow.steps[i].name});
  }
  return own;
}

bool has_arrivals(const Plan& plan) {
  return std::ranges::any_of(plan.spec.load.phases, [](const Phase& phase) {
    return std::holds_alternative<OpenLoad>(phase.load);
  });
}

/// "20 for users, 1 for the preflight"
std::string describe(const CredentialNeeds& needs) {
  std::string text = needs.users > 0 ? format_count(needs.users) + " for users" : "";
  if (needs.preflight > 0) {
    text += (text.empty() ? "" : ", ") + format_count(needs.preflight) + " for the preflight";
  }
  return text;
}

/// Rows that are given once must last for the credentials too: credential i has row i.
void check_own_rows(const Plan& plan, const Scenario& flow, Mistakes& mistakes) {
  const auto count = static_cast<std::uint64_t>(plan.spec.provision->count);
  const std::set<std::string> used = sources_of(plan.spec, flow);
  for (const DataTable& table : plan.data) {
    if (table.pick == Pick::unique && !table.rows.empty() && used.contains(table.name) &&
        table.rows.size() < count) {
      mistakes.add(plan.spec.provision->where,
                   "'pick: unique' gives no row of '" + table.name + "' twice: the file has " +
                       format_count(table.rows.size()) + ", and 'provision' makes " +
                       format_count(count) + " credentials",
                   "add rows, or make fewer");
    }
  }
}

}  // namespace

Plan provision_plan(const Plan& plan) {
  return plan_of(plan, plan.spec.provision->steps);
}

Plan release_plan(const Plan& plan) {
  return plan_of(plan, plan.spec.provision->release);
}

FlowIdentity flow_of_row(std::size_t row) {
  return flow_of(Arrival{.sequence = row, .phase = 0, .scenario = 0, .intended = Nanoseconds{0}});
}

Nanoseconds provision_start(Rate rate, std::uint64_t index) {
  const auto per_second = rate.per_second;
  const UnsignedInt128 due = static_cast<UnsignedInt128>(index) * second *
                             static_cast<std::uint64_t>(per_second.denominator) /
                             static_cast<std::uint64_t>(per_second.numerator);
  constexpr UnsignedInt128 beyond = 2 * longest_provision;
  return Nanoseconds{static_cast<std::int64_t>(std::min(due, beyond))};
}

CredentialNeeds credential_needs(const Plan& plan) {
  CredentialNeeds needs{.users = 0, .preflight = 0};
  for (const Phase& phase : plan.spec.load.phases) {
    needs.users = std::max(needs.users, most_users(phase));
  }
  needs.preflight = plan.spec.load.preflight ? plan.spec.scenarios.size() : 0;
  return needs;
}

std::optional<std::size_t> provisioned_row(const Plan& plan, const FlowIdentity& flow,
                                           Share share) {
  if (!plan.spec.provision) {
    return std::nullopt;
  }
  const auto count = static_cast<std::uint64_t>(plan.spec.provision->count);
  if (flow.kind == FlowKind::user) {
    return flow.owner;
  }
  if (flow.kind == FlowKind::arrival) {
    return flow.ordinal % count;
  }
  const std::size_t scenarios = plan.spec.scenarios.size();
  const std::uint64_t own = members_of(share, count);
  if (flow.scenario >= scenarios || own == 0) {
    return std::nullopt;
  }
  const std::uint64_t from_the_end = std::min<std::uint64_t>(scenarios - flow.scenario, own);
  return share.index + share.count * (own - from_the_end);
}

void check_provision(const Plan& plan, Mistakes& mistakes) {
  const auto& provision = plan.spec.provision;
  if (!provision) {
    return;
  }
  const auto count = static_cast<std::uint64_t>(provision->count);
  const CredentialNeeds needs = credential_needs(plan);
  if (count < needs.users + needs.preflight) {
    mistakes.add(provision->where,
                 "'provision' makes " + format_count(count) + " credentials, and the load needs " +
                     format_count(needs.users + needs.preflight) + " (" + describe(needs) + ")",
                 "raise 'count', or plan fewer users");
  }
  if (provision_start(provision->rate, count).count() >
      static_cast<std::int64_t>(longest_provision)) {
    mistakes.add(provision->where,
                 "'provision' would take longer than a day: " + format_count(count) +
                     " credentials at " + write_rate(provision->rate),
                 "raise 'rate', or lower 'count'");
  }
  check_own_rows(plan, provision->steps, mistakes);
  check_own_rows(plan, provision->release, mistakes);
}

Result<void> check_provision_share(const Plan& plan, Share share) {
  const auto count = static_cast<std::uint64_t>(plan.spec.provision->count);
  const CredentialNeeds needs = credential_needs(plan);
  const std::string shards = std::to_string(share.count) + " shards";
  if (members_of(share, count) < members_of(share, needs.users) + needs.preflight) {
    return invalid_input("provision.count: " + format_count(count) +
                             " credentials cannot be shared out to " + shards + " (" +
                             describe(needs) + " of each shard)",
                         "raise provision.count: each shard has a preflight of its own");
  }
  if (has_arrivals(plan) && count % share.count != 0) {
    return invalid_input("provision.count: " + format_count(count) +
                             " credentials cannot be shared out evenly to " + shards +
                             ", and flows of a rate take them in turn",
                         "make it a multiple of " + std::to_string(share.count));
  }
  return {};
}

std::string provision_line(const Plan& plan) {
  const auto& provision = plan.spec.provision;
  if (!provision) {
    return {};
  }
  const auto count = static_cast<std::uint64_t>(provision->count);
  const std::string needs = describe(credential_needs(plan));
  return "provision: " + format_count(count) + (count == 1 ? " credential" : " credentials") +
         " at " + write_rate(provision->rate) + ", in " +
         write_duration(provision_start(provision->rate, count)) + " before the load" +
         (needs.empty() ? "" : " (" + needs + ")") +
         (provision->release.steps.empty() ? "; never released" : "; released after it") + "\n";
}

}  // namespace loadgate
