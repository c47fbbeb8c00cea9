// SPDX-License-Identifier: Apache-2.0
#include "cli/foresight_text.h"

#include "base/encoding.h"
#include "base/files.h"
#include "base/text_table.h"
#include "baseline/store.h"
#include "cli/session.h"
#include "judge/words.h"
#include "load/load.h"
#include "plan/make_plan.h"
#include "report/words.h"

namespace loadgate {
namespace {

std::string seen_text(const Foresight& foresight) {
  const Finding& finding = foresight.finding;
  if (!finding.sees) {
    return foresight.unmet.empty() ? std::string(no_figure) : foresight.unmet;
  }
  const double worse = finding.better == Better::higher ? -*finding.sees : *finding.sees;
  return (finding.unit == Unit::fraction ? format_points(worse) : format_change(worse)) +
         (foresight.is_assumed ? " (assumed)" : "");
}

}  // namespace

Result<std::vector<Foresight>> foresee_plan(const Plan& plan) {
  ASSIGN_OR_RETURN(const BaselineSource source,
                   read_baseline({.file = beside_spec(plan, plan.spec.baseline.file),
                                  .read_from = "tree",
                                  .base = std::nullopt,
                                  .is_pull_request = false}));
  return foresee(
      empty_run(plan), source.baseline, planned_requests(plan),
      plan.spec.target.against.parts.empty() ? ComparedWith::baseline : ComparedWith::old_build);
}

std::string foresight_table(const std::vector<Foresight>& all) {
  TextTable table{.columns = {Align::left, Align::right, Align::right, Align::right, Align::left},
                  .rows = {{"rule", "samples", "needed", "allowed", "would be seen"}}};
  for (const Foresight& foresight : all) {
    const Finding& finding = foresight.finding;
    if (finding.kind == FindingKind::increase) {
      table.rows.push_back(
          {printable(finding.key, 100),
           foresight.planned ? format_count(*foresight.planned) : std::string(no_figure),
           format_count(foresight.needed), allowed_text(finding),
           printable(seen_text(foresight), 200)});
    }
  }
  return table.rows.size() == 1 ? "" : layout(table, "  ");
}

std::vector<std::string> foresight_notes(const std::vector<Foresight>& all,
                                         const std::string& spec_file) {
  std::vector<std::string> notes;
  for (const Foresight& foresight : all) {
    const std::string doubt = doubt_of(foresight);
    if (!doubt.empty()) {
      const Position where = foresight.finding.where;
      notes.push_back(
          spec_file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column) +
          ": note: " + printable(foresight.finding.key, 200) + " cannot be decided well: " + doubt);
    }
  }
  return notes;
}

}  // namespace loadgate
