// SPDX-License-Identifier: Apache-2.0
#include "plan/data_class.h"

#include <algorithm>

#include "base/spelling.h"
#include "plan/pattern.h"
#include "plan/step_templates.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

std::vector<std::uint16_t> classes_in(const DataTable& table) {
  std::set<std::uint16_t> classes;
  std::uint64_t before = 0;
  for (std::size_t row = 0; row < table.row_classes.size(); ++row) {
    const bool is_weighted = !table.cumulative_weights.empty();
    if (!is_weighted || table.cumulative_weights[row] > before) {
      classes.insert(table.row_classes[row]);
    }
    before = is_weighted ? table.cumulative_weights[row] : before;
  }
  return {classes.begin(), classes.end()};
}

/// Why the pattern fits no class at all, empty if it does.
std::string unknown_class(const Plan& plan, const Rule& rule) {
  if (plan.classes.empty()) {
    return "the rule names a class, and no data source has a 'class_column'";
  }
  return select_names(rule.data_class, plan.classes).empty()
             ? "no class matches '" + rule.data_class + "'"
             : "";
}

std::string hint_of(const Plan& plan, const Rule& rule) {
  const std::vector<std::string_view> names(plan.classes.begin(), plan.classes.end());
  return names.empty() ? "add it to the source that the step uses: class_column: kind"
                       : spelling_hint(rule.data_class, names);
}

bool has_class(const Plan& plan, const Rule& rule,
               const std::vector<std::vector<std::uint16_t>>& classes_of_steps) {
  std::vector<std::string> steps;
  for (const PlannedStep& step : plan.steps) {
    steps.push_back(step.full_name);
  }
  const std::vector<std::size_t> meant = select_names(rule.data_class, plan.classes);
  return std::ranges::any_of(select_names(rule.step, steps), [&](std::size_t step) {
    return std::ranges::find_first_of(classes_of_steps[step], meant) !=
           classes_of_steps[step].end();
  });
}

}  // namespace

std::set<std::string> sources_of(const Spec& spec, const Step& step) {
  std::set<std::string> used;
  const ReferenceReader note = [&used](const Reference& reference) {
    if (reference.kind == ReferenceKind::column) {
      used.insert(reference.source);
    }
  };
  visit_request(step, note);
  visit_target(target_of(spec, step), note);
  return used;
}

std::optional<std::size_t> class_source_of(const Plan& plan, const Step& step) {
  const std::set<std::string> used = sources_of(plan.spec, step);
  for (std::size_t source = 0; source < plan.data.size(); ++source) {
    if (!plan.data[source].row_classes.empty() && used.contains(plan.data[source].name)) {
      return source;
    }
  }
  return std::nullopt;
}

std::uint16_t class_of(const Plan& plan, std::size_t source, const FlowIdentity& flow) {
  return plan.data[source].row_classes[data_row(plan, source, flow)];
}

std::vector<std::vector<std::uint16_t>> step_classes(const Plan& plan) {
  std::vector<std::vector<std::uint16_t>> of_sources;
  for (const DataTable& table : plan.data) {
    of_sources.push_back(classes_in(table));
  }
  std::vector<std::vector<std::uint16_t>> of_steps;
  for (const PlannedStep& step : plan.steps) {
    const std::optional<std::size_t> source =
        class_source_of(plan, plan.spec.scenarios[step.scenario].steps[step.step]);
    of_steps.push_back(source ? of_sources[*source] : std::vector<std::uint16_t>{});
  }
  return of_steps;
}

void check_rule_classes(const Plan& plan, Mistakes& mistakes) {
  const auto classes_of_steps = step_classes(plan);
  for (const Rule& rule : plan.spec.rules) {
    if (rule.data_class.empty()) {
      continue;
    }
    if (const std::string unknown = unknown_class(plan, rule); !unknown.empty()) {
      mistakes.add(rule.where, unknown, hint_of(plan, rule));
    } else if (!has_class(plan, rule, classes_of_steps)) {
      mistakes.add(rule.where,
                   "no step of the rule uses rows of the class '" + rule.data_class + "'",
                   "name a step whose request uses the data that has it");
    }
  }
}

}  // namespace loadgate
