// SPDX-License-Identifier: Apache-2.0
#include "plan/check_names.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/spelling.h"
#include "plan/step_templates.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

using Names = std::vector<std::string_view>;

class NameCheck {
 public:
  NameCheck(std::span<const DataTable> data, Mistakes& mistakes)
      : data_(data), mistakes_(mistakes) {
    for (const DataTable& table : data) {
      sources_.push_back(table.name);
    }
  }

  void check(const Reference& reference, const Names& captured) {
    if (reference.fallback) {
      return;
    }
    if (reference.kind == ReferenceKind::column) {
      check_column(reference);
    } else if (reference.kind == ReferenceKind::capture &&
               std::ranges::find(captured, reference.name) == captured.end()) {
      mistakes_.add(reference.where,
                    "no earlier step of this scenario captures '" + reference.name + "'",
                    captured.empty() ? "add it to the 'capture' of an earlier step"
                                     : spelling_hint(reference.name, captured));
    }
  }

 private:
  void check_column(const Reference& reference) {
    const auto table = std::ranges::find(data_, reference.source, &DataTable::name);
    if (table == data_.end()) {
      mistakes_.add(
          reference.where, "no data source is called '" + reference.source + "'",
          sources_.empty() ? "declare it under 'data'" : spelling_hint(reference.source, sources_));
    } else if (std::ranges::find(table->columns, reference.name) == table->columns.end()) {
      const Names columns(table->columns.begin(), table->columns.end());
      mistakes_.add(reference.where,
                    "data source '" + table->name + "' has no column '" + reference.name + "'",
                    spelling_hint(reference.name, columns));
    }
  }

  std::span<const DataTable> data_;
  Mistakes& mistakes_;
  Names sources_;
};

/// What is captured behind its last step.
Names check_flow(const Scenario& flow, Names captured, NameCheck& names) {
  for (const Step& step : flow.steps) {
    visit_step(step, [&](const Reference& reference) { names.check(reference, captured); });
    for (const Capture& capture : step.captures) {
      captured.push_back(capture.name);
    }
  }
  return captured;
}

}  // namespace

void check_names(const Spec& spec, std::span<const DataTable> data, Mistakes& mistakes) {
  NameCheck names(data, mistakes);
  for (const Target* target : all_targets(spec)) {
    visit_target(*target, [&](const Reference& reference) { names.check(reference, {}); });
  }
  const Names of_setup = spec.setup ? check_flow(*spec.setup, {}, names) : Names();
  for (const Scenario& scenario : spec.scenarios) {
    check_flow(scenario, of_setup, names);
  }
  if (spec.teardown) {
    check_flow(*spec.teardown, of_setup, names);
  }
  if (spec.provision) {
    check_flow(spec.provision->steps, of_setup, names);
    check_flow(spec.provision->release, of_setup, names);
  }
}

}  // namespace loadgate
