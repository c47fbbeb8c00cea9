// SPDX-License-Identifier: Apache-2.0
#include "cli/calibration_text.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/text_table.h"
#include "base/units.h"
#include "judge/states.h"
#include "judge/words.h"
#include "report/words.h"
#include "run/json_text.h"

namespace loadgate {
namespace {

constexpr std::size_t longest_name = 120;

std::string alarm_text(const Alarms& alarms) {
  return format_count(alarms.fired) + " of " + format_count(alarms.compared);
}

std::string duration_or_dash(std::int64_t nanoseconds) {
  return nanoseconds < 0 ? std::string(no_figure)
                         : format_duration(static_cast<double>(nanoseconds));
}

std::string change_or_dash(const std::optional<double>& change) {
  return change ? format_change(*change) : std::string(no_figure);
}

std::string pairs_text(const CalibratedRule& rule) {
  if (!rule.pairs) {
    return std::string(no_figure);
  }
  const PairsNeeded& pairs = *rule.pairs;
  const std::string slices =
      format_count(pairs.slices) + " slices of " + format_count(pairs.requests);
  const std::string seen =
      pairs.sees ? slices + " see " + format_change(*pairs.sees) : "more than " + slices;
  return pairs.is_assumed ? seen + " (assumed)" : seen;
}

std::string table_of_runs(const Calibration& calibration) {
  TextTable table{.columns = {Align::right, Align::left, Align::right, Align::right, Align::left},
                  .rows = {{"run", "generator", "sent late p99", "read late p99", ""}}};
  for (std::size_t i = 0; i < calibration.runs.size(); ++i) {
    const CalibratedRun& run = calibration.runs[i];
    table.rows.push_back({std::to_string(i + 1), std::string(describe(run.trust).name),
                          duration_or_dash(run.lag_p99), duration_or_dash(run.rx_p99), run.reason});
  }
  return layout(table, "  ");
}

std::string table_of_rules(const Calibration& calibration) {
  TextTable table{
      .columns = std::vector<Align>(8, Align::right),
      .rows = {{"rule", "figure", "spread", "false alarms", "allowed",
                std::to_string(calibration.pool) + " runs see", "suggested", "paired"}}};
  table.columns.front() = Align::left;
  table.columns.back() = Align::left;
  for (const CalibratedRule& rule : calibration.rules) {
    const bool is_share = rule.unit == Unit::fraction;
    table.rows.push_back({printable(rule.key, longest_name), value_text(rule.figure, rule.unit),
                          rule.spread ? format_percent(*rule.spread) : std::string(no_figure),
                          alarm_text(rule.against_pool),
                          is_share ? format_points(rule.tolerance) : format_change(rule.tolerance),
                          change_or_dash(rule.sees), change_or_dash(rule.suggested),
                          pairs_text(rule)});
  }
  return layout(table, "  ");
}

nlohmann::json json_of(const Alarms& alarms) {
  return {{"fired", alarms.fired}, {"compared", alarms.compared}};
}

nlohmann::json json_of(const CalibratedRule& rule) {
  nlohmann::json row{{"key", rule.key},
                     {"figure", rule.figure},
                     {"tolerance", rule.tolerance},
                     {"against_pool", json_of(rule.against_pool)},
                     {"against_one", json_of(rule.against_one)}};
  if (rule.spread) {
    row["spread"] = *rule.spread;
    row["sees"] = *rule.sees;
    row["suggested"] = *rule.suggested;
  }
  if (rule.pairs) {
    row["pairs"] = {{"slices", rule.pairs->slices},
                    {"requests", rule.pairs->requests},
                    {"assumed", rule.pairs->is_assumed}};
    if (rule.pairs->sees) {
      row["pairs"]["sees"] = *rule.pairs->sees;
    }
  }
  return row;
}

nlohmann::json json_of(const CalibratedRun& run) {
  return {{"trust", describe(run.trust).name},
          {"reason", run.reason},
          {"lag_p99_ns", run.lag_p99},
          {"rx_age_p99_ns", run.rx_p99}};
}

}  // namespace

std::string calibration_text(const Calibration& calibration, const Run& last) {
  return printable(last.spec_name, longest_name) +
         "  calibrate: " + count_words(calibration.runs.size(), "run") + " of unchanged code on " +
         testbed_class(last.testbed) + "\n\n" + table_of_runs(calibration) + "\n" +
         table_of_rules(calibration) +
         "\n  false alarms of the gate: " + alarm_text(calibration.against_pool) +
         " runs against all others, " + alarm_text(calibration.against_one) +
         " against each other one\n";
}

std::string calibration_to_json(const Calibration& calibration, const Run& last) {
  nlohmann::json record{{"schema", "loadgate.calibration.v1"},
                        {"spec_name", last.spec_name},
                        {"profile", last.profile},
                        {"testbed_class", testbed_class(last.testbed)},
                        {"plan", last.plan.total},
                        {"ended_at", write_timestamp(last.provenance.ended_at)},
                        {"tool_version", last.provenance.tool_version},
                        {"pool", calibration.pool},
                        {"against_pool", json_of(calibration.against_pool)},
                        {"against_one", json_of(calibration.against_one)},
                        {"runs", nlohmann::json::array()},
                        {"rules", nlohmann::json::array()}};
  for (const CalibratedRun& run : calibration.runs) {
    record["runs"].push_back(json_of(run));
  }
  for (const CalibratedRule& rule : calibration.rules) {
    record["rules"].push_back(json_of(rule));
  }
  return canonical_json(record);
}

}  // namespace loadgate
