// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "baseline/baseline_fields.h"
#include "judge/states.h"
#include "report/report.h"
#include "run/json_archive.h"
#include "run/provenance_fields.h"
#include "run/rule_fields.h"
#include "run/run_fields.h"

namespace loadgate {

// The fields of result.json, once: the writer, the reader and the JSON Schema walk over them. Each
// visit binds every member, so that one that is added to a struct does not compile until it is
// here.

inline constexpr std::string_view result_schema_name = "loadgate.result.v1";

template <>
struct JsonNames<FindingKind> {
  static constexpr std::array names{std::pair{FindingKind::limit, "limit"},
                                    std::pair{FindingKind::increase, "increase"},
                                    std::pair{FindingKind::check, "check"}};
};

template <>
struct JsonNames<Blocks> {
  static constexpr std::array names{std::pair{Blocks::nothing, "nothing"},
                                    std::pair{Blocks::regression, "regression"},
                                    std::pair{Blocks::undecided, "undecided"}};
};

template <>
struct JsonNames<Unit> {
  static constexpr std::array names{
      std::pair{Unit::nanoseconds, "nanoseconds"}, std::pair{Unit::fraction, "fraction"},
      std::pair{Unit::bytes, "bytes"}, std::pair{Unit::per_second, "per_second"},
      std::pair{Unit::count, "count"}};
};

template <>
struct JsonNames<Better> {
  static constexpr std::array names{std::pair{Better::lower, "lower"},
                                    std::pair{Better::higher, "higher"}};
};

/// Names that the judge's tables hold already.
template <typename Value, typename Row>
std::vector<std::pair<Value, std::string_view>> names_in(std::span<const Row> rows,
                                                         Value Row::*value) {
  std::vector<std::pair<Value, std::string_view>> names;
  for (const Row& row : rows) {
    names.emplace_back(row.*value, row.name);
  }
  return names;
}
template <>
struct JsonNames<State> {
  static inline const auto names = names_in(all_states(), &StateRow::state);
};
template <>
struct JsonNames<Verdict> {
  static inline const auto names = names_in(all_verdicts(), &VerdictRow::verdict);
};
template <>
struct JsonNames<Trust> {
  static inline const auto names = names_in(all_trusts(), &TrustRow::trust);
};

template <>
struct JsonFields<Figure> {
  static void visit(auto& fields, auto& whole) {
    auto& [value, is_censored, count] = whole;
    fields("value", value);
    fields("is_censored", is_censored);
    fields("count", count);
  }
};

template <>
struct JsonFields<Change> {
  static void visit(auto& fields, auto& whole) {
    auto& [estimate, at_least, at_most, is_relative] = whole;
    fields("estimate", estimate);
    fields("at_least", at_least);
    fields("at_most", at_most);
    fields("is_relative", is_relative);
  }
};

template <>
struct JsonFields<Finding> {
  static void visit(auto& fields, auto& whole) {
    auto& [key, kind, state, blocks, severity, origin, metric, step, phase, unit, better, where,
           baseline, now, change, limit, tolerance, min_delta, interval_low, interval_high, p_value,
           sees, samples, survivors_only, reason, advice, policy, data_class, warn_at, against] =
        whole;
    fields("key", key);
    fields("kind", kind);
    fields("state", state);
    fields("blocks", blocks);
    fields("policy", policy);
    fields("severity", severity);
    fields("origin", origin);
    fields("metric", metric);
    fields("step", step);
    fields("phase", phase);
    fields.added("class", data_class);
    fields("unit", unit);
    fields("better", better);
    fields("where", where);
    fields("baseline", baseline);
    fields("now", now);
    fields("change", change);
    fields("limit", limit);
    fields("tolerance", tolerance);
    fields("warn_at", warn_at);
    fields.added("against", against);
    fields("min_delta", min_delta);
    fields("interval_low", interval_low);
    fields("interval_high", interval_high);
    fields("p_value", p_value);
    fields("sees", sees);
    fields("samples", samples);
    fields("survivors_only", survivors_only);
    fields("reason", reason);
    fields("advice", advice);
  }
};

template <>
struct JsonNames<WaiverUse> {
  static constexpr std::array names{std::pair{WaiverUse::used, "used"},
                                    std::pair{WaiverUse::not_enough, "not_enough"},
                                    std::pair{WaiverUse::not_needed, "not_needed"},
                                    std::pair{WaiverUse::names_nothing, "names_nothing"},
                                    std::pair{WaiverUse::expired, "expired"}};
};

template <>
struct JsonFields<WaiverNote> {
  static void visit(auto& fields, auto& whole) {
    auto& [waiver, use] = whole;
    fields("waiver", waiver);
    fields("use", use);
  }
};

template <>
struct JsonFields<TrustFinding> {
  static void visit(auto& fields, auto& whole) {
    auto& [trust, reasons, advice] = whole;
    fields("trust", trust);
    fields("reasons", reasons);
    fields("advice", advice);
  }
};

template <>
struct JsonFields<PairingNote> {
  static void visit(auto& fields, auto& whole) {
    auto& [pairs, looks, planned_looks, noise, noise_of] = whole;
    fields("pairs", pairs);
    fields("looks", looks);
    fields("planned_looks", planned_looks);
    fields("noise", noise);
    fields("noise_of", noise_of);
  }
};

template <>
struct JsonFields<Judgement> {
  static void visit(auto& fields, auto& whole) {
    auto& [verdict, trust, findings, warnings, waivers, suggestions, pairing] = whole;
    fields("verdict", verdict);
    fields("trust", trust);
    fields("findings", findings);
    fields("warnings", warnings);
    fields.added("waivers", waivers);
    fields.added("suggestions", suggestions);
    fields("pairing", pairing);
  }
};

template <>
struct JsonFields<BaselineSummary> {
  static void visit(auto& fields, auto& whole) {
    auto& [described, runs, age_days, same_class, changed_in_tree, edited_verdict,
           edited_headline] = whole;
    fields("described", described);
    fields("runs", runs);
    fields("age_days", age_days);
    fields("same_class", same_class);
    fields("changed_in_tree", changed_in_tree);
    fields.added("edited_verdict", edited_verdict);
    fields.added("edited_headline", edited_headline);
  }
};

template <>
struct JsonFields<PhaseRow> {
  static void visit(auto& fields, auto& whole) {
    auto& [name, measure, users, offered_per_second, achieved_per_second, p50, p95, p99, errors,
           requests] = whole;
    fields("name", name);
    fields("measure", measure);
    fields("users", users);
    fields("offered_per_second", offered_per_second);
    fields("achieved_per_second", achieved_per_second);
    fields("p50_ns", p50);
    fields("p95_ns", p95);
    fields("p99_ns", p99);
    fields("errors", errors);
    fields("requests", requests);
  }
};

template <>
struct JsonFields<PhaseDelivery> {
  static void visit(auto& fields, auto& whole) {
    auto& [phase, planned, started] = whole;
    fields("phase", phase);
    fields("planned_flows", planned);
    fields("started_flows", started);
  }
};

template <>
struct JsonFields<ScopeSummary> {
  static void visit(auto& fields, auto& whole) {
    auto& [now, baseline] = whole;
    fields("now", now);
    fields("baseline", baseline);
  }
};

/// The one-second series as columns: a day long, it is still a small part of the file.
struct SecondColumns {
  std::vector<std::int64_t> second;
  std::vector<std::uint64_t> started;
  std::vector<std::uint64_t> errors;
  std::vector<double> p95;
};
SecondColumns columns_from(const std::vector<SecondRow>& rows);
/// As many rows as the shortest column has.
std::vector<SecondRow> rows_from(const SecondColumns& columns);

template <>
struct JsonFields<SecondColumns> {
  static void visit(auto& fields, auto& whole) {
    auto& [second, started, errors, p95] = whole;
    fields("second", second);
    fields("started", started);
    fields("errors", errors);
    fields("p95_ns", p95);
  }
};

template <>
struct JsonFields<Report> {
  static void visit(auto& fields, const Report& report) {
    visit_all(fields, report, columns_from(report.seconds));
  }
  static void visit(auto& fields, Report& report) {
    SecondColumns columns{};
    visit_all(fields, report, columns);
    report.seconds = rows_from(columns);
  }

 private:
  static void visit_all(auto& fields, auto& whole, auto&& columns) {
    auto& [spec_name, spec_file, tool_version, judgement, status, baseline, plan_digest, provenance,
           testbed, end, http_version, lag_p99, duration, run_command, baseline_file, phases,
           scopes, seconds, errors, steps, phase_names, warnings, failure, failure_hint,
           description, deliveries, rx_age_p99, canary_before, canary_after, profile, runs,
           old_build] = whole;
    fields("spec_name", spec_name);
    fields("description", description);
    fields("spec_file", spec_file);
    fields.added("profile", profile);
    fields.added("runs", runs, std::uint64_t{1});
    fields.added("old_build", old_build);
    fields("tool_version", tool_version);
    fields("status", status);
    fields("judgement", judgement);
    fields("failure", failure);
    fields("failure_hint", failure_hint);
    fields("end", end);
    fields("baseline", baseline);
    fields("plan_digest", plan_digest);
    fields("provenance", provenance);
    fields("testbed", testbed);
    fields("http_version", http_version);
    fields("lag_p99_ns", lag_p99);
    fields.added("rx_age_p99_ns", rx_age_p99, std::int64_t{-1});
    fields.added("canary_before_ns", canary_before, std::int64_t{-1});
    fields.added("canary_after_ns", canary_after, std::int64_t{-1});
    fields("duration_ns", duration);
    fields("run_command", run_command);
    fields("baseline_file", baseline_file);
    fields("steps", steps);
    fields("phase_names", phase_names);
    fields("phases", phases);
    fields("deliveries", deliveries);
    fields("errors", errors);
    fields("warnings", warnings);
    fields("scopes", scopes);
    fields("seconds", columns);
  }
};

}  // namespace loadgate
