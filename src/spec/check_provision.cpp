// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/spelling.h"
#include "spec/checks.h"
#include "spec/find_target.h"
#include "spec/provisioned.h"
#include "spec/references.h"

namespace loadgate {
namespace {

bool is_provisioned(const Reference& reference) {
  return reference.kind == ReferenceKind::column && reference.source == provisioned_source;
}

void check_columns(const Spec& spec, Reading& reading) {
  const std::vector<std::string> columns = provisioned_columns(*spec.provision);
  const std::vector<std::string_view> names(columns.begin(), columns.end());
  visit_references(spec, [&](const Reference& reference) {
    if (is_provisioned(reference) && std::ranges::find(columns, reference.name) == columns.end()) {
      reading.fail(reference.where, "no step of 'provision' captures '" + reference.name + "'",
                   spelling_hint(reference.name, names));
    }
  });
}

bool uses_rows(const Target& target) {
  bool uses = false;
  visit_references(target, [&](const Reference& each) { uses |= is_provisioned(each); });
  return uses;
}

/// Steps that run for nobody's sake, or before there is a row.
void check_flow_without_rows(const Spec& spec, const Scenario& flow, Reading& reading) {
  for (const Step& step : flow.steps) {
    visit_references(step, [&](const Reference& reference) {
      if (is_provisioned(reference)) {
        reading.fail(reference.where,
                     "the steps of '" + flow.name + "' have no row of '" +
                         std::string(provisioned_source) + "'",
                     "flows of the load have one, and the steps of 'release'");
      }
    });
    const Target& target = target_of(spec, step);
    if (uses_rows(target)) {
      reading.fail(step.where,
                   in_words(target) + " uses '" + std::string(provisioned_source) +
                       "', and the steps of '" + flow.name + "' have no row of it",
                   "send the step to a target of its own, or write the header in the steps of the "
                   "scenarios");
    }
  }
}

}  // namespace

void check_provision(const Spec& spec, Reading& reading) {
  // What is wrong with single steps has been reported; they may be the ones that capture.
  if (!spec.provision || reading.diagnostics.count() > 0) {
    return;
  }
  const auto is_ours = [](const DataSource& source) { return source.name == provisioned_source; };
  const auto other = std::ranges::find_if(spec.data, is_ours);
  if (other->format != DataFormat::provisioned) {
    reading.fail(other->where,
                 "'" + std::string(provisioned_source) + "' is the data source of 'provision'",
                 "give this one another name");
    return;
  }
  if (provisioned_columns(*spec.provision).empty()) {
    reading.fail(spec.provision->where, "no step of 'provision' captures anything",
                 "add capture: {key: json:/key} to the step whose answer has the credential");
    return;
  }
  check_columns(spec, reading);
  check_flow_without_rows(spec, spec.provision->steps, reading);
  for (const auto* beside : {&spec.setup, &spec.teardown}) {
    if (*beside) {
      check_flow_without_rows(spec, **beside, reading);
    }
  }
}

}  // namespace loadgate
