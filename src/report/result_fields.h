// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <type_traits>

#include "report/report.h"

namespace loadgate {

inline constexpr std::string_view result_schema_name = "loadgate.result.v1";

/// A value of type T, or the same to be read only.
template <typename Value, typename T>
concept Is = std::same_as<std::remove_const_t<Value>, T>;

// The fields of result.json, once: the writer, the reader and the JSON Schema are three archives
// that walk over them. Keys carry their unit; order is the file's order; append only.

void fields(auto& archive, Is<Position> auto& position) {
  archive("line", position.line);
  archive("column", position.column);
}

void fields(auto& archive, Is<Figure> auto& figure) {
  archive("value", figure.value);
  archive("is_censored", figure.is_censored);
  archive("count", figure.count);
}

void fields(auto& archive, Is<Change> auto& change) {
  archive("estimate", change.estimate);
  archive("at_least", change.at_least);
  archive("at_most", change.at_most);
  archive("is_relative", change.is_relative);
}

void fields(auto& archive, Is<Finding> auto& finding) {
  archive("key", finding.key);
  archive("kind", finding.kind);
  archive("state", finding.state);
  archive("blocks", finding.blocks);
  archive("policy", finding.policy);
  archive("severity", finding.severity);
  archive("origin", finding.origin);
  archive("metric", finding.metric);
  archive("step", finding.step);
  archive("phase", finding.phase);
  archive("unit", finding.unit);
  archive("better", finding.better);
  archive("where", finding.where);
  archive("baseline", finding.baseline);
  archive("now", finding.now);
  archive("change", finding.change);
  archive("limit", finding.limit);
  archive("tolerance", finding.tolerance);
  archive("min_delta", finding.min_delta);
  archive("interval_low", finding.interval_low);
  archive("interval_high", finding.interval_high);
  archive("p_value", finding.p_value);
  archive("sees", finding.sees);
  archive("samples", finding.samples);
  archive("survivors_only", finding.survivors_only);
  archive("reason", finding.reason);
  archive("advice", finding.advice);
}

void fields(auto& archive, Is<TrustFinding> auto& trust) {
  archive("trust", trust.trust);
  archive("reasons", trust.reasons);
  archive("advice", trust.advice);
}

void fields(auto& archive, Is<Judgement> auto& judgement) {
  archive("verdict", judgement.verdict);
  archive("trust", judgement.trust);
  archive("findings", judgement.findings);
  archive("warnings", judgement.warnings);
}

void fields(auto& archive, Is<BaselineSummary> auto& baseline) {
  archive("described", baseline.described);
  archive("runs", baseline.runs);
  archive("age_days", baseline.age_days);
  archive("same_class", baseline.same_class);
  archive("changed_in_tree", baseline.changed_in_tree);
}

void fields(auto& archive, Is<Provenance> auto& provenance) {
  archive("commit", provenance.commit);
  archive("ref", provenance.ref);
  archive("job", provenance.job);
  archive("run_url", provenance.run_url);
  archive("tool_version", provenance.tool_version);
  archive("started_at_ns", provenance.started_at.nanoseconds);
  archive("ended_at_ns", provenance.ended_at.nanoseconds);
  archive("overrides", provenance.overrides);
}

void fields(auto& archive, Is<Testbed> auto& testbed) {
  archive("architecture", testbed.architecture);
  archive("usable_cores", testbed.usable_cores);
  archive("cpu_quota", testbed.cpu_quota);
  archive("memory_gib", testbed.memory_gib);
  archive("runner_label", testbed.runner_label);
  archive("details", testbed.details);
}

void fields(auto& archive, Is<PhaseRow> auto& phase) {
  archive("name", phase.name);
  archive("measure", phase.measure);
  archive("users", phase.users);
  archive("offered_per_second", phase.offered_per_second);
  archive("achieved_per_second", phase.achieved_per_second);
  archive("p50_ns", phase.p50);
  archive("p95_ns", phase.p95);
  archive("p99_ns", phase.p99);
  archive("errors", phase.errors);
  archive("requests", phase.requests);
}

void fields(auto& archive, Is<DistributionFigures> auto& figures) {
  archive("count", figures.count);
  archive("statistics", figures.statistics);
  archive("histogram", figures.histogram);
}

void fields(auto& archive, Is<ScopeFigures> auto& scope) {
  archive("step", scope.step);
  archive("phase", scope.phase);
  archive("requests", scope.requests);
  archive("successes", scope.successes);
  archive("outcomes", scope.outcomes);
  archive("scalars", scope.scalars);
  archive("distributions", scope.distributions);
}

void fields(auto& archive, Is<ScopeSummary> auto& scope) {
  archive("now", scope.now);
  archive("baseline", scope.baseline);
}

void fields(auto& archive, Is<SecondRow> auto& row) {
  archive("second", row.second);
  archive("started", row.started);
  archive("errors", row.errors);
  archive("p95_ns", row.p95);
}

void fields(auto& archive, Is<ErrorExample> auto& error) {
  archive("outcome", error.outcome);
  archive("step", error.step);
  archive("phase", error.phase);
  archive("status", error.status);
  archive("detail", error.detail);
}

void fields(auto& archive, Is<Report> auto& report) {
  archive("spec_name", report.spec_name);
  archive("spec_file", report.spec_file);
  archive("tool_version", report.tool_version);
  archive("status", report.status);
  archive("judgement", report.judgement);
  archive("failure", report.failure);
  archive("failure_hint", report.failure_hint);
  archive("end", report.end);
  archive("baseline", report.baseline);
  archive("plan_digest", report.plan_digest);
  archive("provenance", report.provenance);
  archive("testbed", report.testbed);
  archive("http_version", report.http_version);
  archive("lag_p99_ns", report.lag_p99);
  archive("duration_ns", report.duration);
  archive("run_command", report.run_command);
  archive("baseline_file", report.baseline_file);
  archive("steps", report.steps);
  archive("phase_names", report.phase_names);
  archive("phases", report.phases);
  archive("errors", report.errors);
  archive("warnings", report.warnings);
  archive("scopes", report.scopes);
  archive("seconds", report.seconds);
}

}  // namespace loadgate
