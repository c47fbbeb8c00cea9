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
// Each binds every member, so that one that is added to a struct does not compile until it is here.

void fields(auto& archive, Is<Position> auto& whole) {
  auto& [line, column] = whole;
  archive("line", line);
  archive("column", column);
}

void fields(auto& archive, Is<Figure> auto& whole) {
  auto& [value, is_censored, count] = whole;
  archive("value", value);
  archive("is_censored", is_censored);
  archive("count", count);
}

void fields(auto& archive, Is<Change> auto& whole) {
  auto& [estimate, at_least, at_most, is_relative] = whole;
  archive("estimate", estimate);
  archive("at_least", at_least);
  archive("at_most", at_most);
  archive("is_relative", is_relative);
}

void fields(auto& archive, Is<Finding> auto& whole) {
  auto& [key, kind, state, blocks, severity, origin, metric, step, phase, unit, better, where,
         baseline, now, change, limit, tolerance, min_delta, interval_low, interval_high, p_value,
         sees, samples, survivors_only, reason, advice, policy] = whole;
  archive("key", key);
  archive("kind", kind);
  archive("state", state);
  archive("blocks", blocks);
  archive("policy", policy);
  archive("severity", severity);
  archive("origin", origin);
  archive("metric", metric);
  archive("step", step);
  archive("phase", phase);
  archive("unit", unit);
  archive("better", better);
  archive("where", where);
  archive("baseline", baseline);
  archive("now", now);
  archive("change", change);
  archive("limit", limit);
  archive("tolerance", tolerance);
  archive("min_delta", min_delta);
  archive("interval_low", interval_low);
  archive("interval_high", interval_high);
  archive("p_value", p_value);
  archive("sees", sees);
  archive("samples", samples);
  archive("survivors_only", survivors_only);
  archive("reason", reason);
  archive("advice", advice);
}

void fields(auto& archive, Is<TrustFinding> auto& whole) {
  auto& [trust, reasons, advice] = whole;
  archive("trust", trust);
  archive("reasons", reasons);
  archive("advice", advice);
}

void fields(auto& archive, Is<Judgement> auto& whole) {
  auto& [verdict, trust, findings, warnings] = whole;
  archive("verdict", verdict);
  archive("trust", trust);
  archive("findings", findings);
  archive("warnings", warnings);
}

void fields(auto& archive, Is<BaselineSummary> auto& whole) {
  auto& [described, runs, age_days, same_class, changed_in_tree] = whole;
  archive("described", described);
  archive("runs", runs);
  archive("age_days", age_days);
  archive("same_class", same_class);
  archive("changed_in_tree", changed_in_tree);
}

void fields(auto& archive, Is<Provenance> auto& whole) {
  auto& [commit, ref, job, run_url, tool_version, started_at, ended_at, overrides] = whole;
  archive("commit", commit);
  archive("ref", ref);
  archive("job", job);
  archive("run_url", run_url);
  archive("tool_version", tool_version);
  archive("started_at_ns", started_at.nanoseconds);
  archive("ended_at_ns", ended_at.nanoseconds);
  archive("overrides", overrides);
}

void fields(auto& archive, Is<Testbed> auto& whole) {
  auto& [architecture, usable_cores, cpu_quota, memory_gib, runner_label, details] = whole;
  archive("architecture", architecture);
  archive("usable_cores", usable_cores);
  archive("cpu_quota", cpu_quota);
  archive("memory_gib", memory_gib);
  archive("runner_label", runner_label);
  archive("details", details);
}

void fields(auto& archive, Is<PhaseRow> auto& whole) {
  auto& [name, measure, users, offered_per_second, achieved_per_second, p50, p95, p99, errors,
         requests] = whole;
  archive("name", name);
  archive("measure", measure);
  archive("users", users);
  archive("offered_per_second", offered_per_second);
  archive("achieved_per_second", achieved_per_second);
  archive("p50_ns", p50);
  archive("p95_ns", p95);
  archive("p99_ns", p99);
  archive("errors", errors);
  archive("requests", requests);
}

void fields(auto& archive, Is<DistributionFigures> auto& whole) {
  auto& [count, statistics, histogram] = whole;
  archive("count", count);
  archive("statistics", statistics);
  archive("histogram", histogram);
}

void fields(auto& archive, Is<ScopeFigures> auto& whole) {
  auto& [step, phase, requests, successes, outcomes, scalars, distributions, checks_passed,
         checks_evaluated] = whole;
  archive("step", step);
  archive("phase", phase);
  archive("requests", requests);
  archive("successes", successes);
  archive("outcomes", outcomes);
  archive("scalars", scalars);
  archive("distributions", distributions);
  archive("checks_passed", checks_passed);
  archive("checks_evaluated", checks_evaluated);
}

void fields(auto& archive, Is<ScopeSummary> auto& whole) {
  auto& [now, baseline] = whole;
  archive("now", now);
  archive("baseline", baseline);
}

void fields(auto& archive, Is<SecondRow> auto& whole) {
  auto& [second, started, errors, p95] = whole;
  archive("second", second);
  archive("started", started);
  archive("errors", errors);
  archive("p95_ns", p95);
}

void fields(auto& archive, Is<ErrorExample> auto& whole) {
  auto& [outcome, step, phase, status, detail] = whole;
  archive("outcome", outcome);
  archive("step", step);
  archive("phase", phase);
  archive("status", status);
  archive("detail", detail);
}

void fields(auto& archive, Is<Report> auto& whole) {
  auto& [spec_name, spec_file, tool_version, judgement, status, baseline, plan_digest, provenance,
         testbed, end, http_version, lag_p99, duration, run_command, baseline_file, phases, scopes,
         seconds, errors, steps, phase_names, warnings, failure, failure_hint] = whole;
  archive("spec_name", spec_name);
  archive("spec_file", spec_file);
  archive("tool_version", tool_version);
  archive("status", status);
  archive("judgement", judgement);
  archive("failure", failure);
  archive("failure_hint", failure_hint);
  archive("end", end);
  archive("baseline", baseline);
  archive("plan_digest", plan_digest);
  archive("provenance", provenance);
  archive("testbed", testbed);
  archive("http_version", http_version);
  archive("lag_p99_ns", lag_p99);
  archive("duration_ns", duration);
  archive("run_command", run_command);
  archive("baseline_file", baseline_file);
  archive("steps", steps);
  archive("phase_names", phase_names);
  archive("phases", phases);
  archive("errors", errors);
  archive("warnings", warnings);
  archive("scopes", scopes);
  archive("seconds", seconds);
}

}  // namespace loadgate
