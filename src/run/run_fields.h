// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "run/provenance_fields.h"
#include "run/rule_fields.h"

namespace loadgate {

template <>
struct JsonNames<PhaseKind> {
  static constexpr std::array names{std::pair{PhaseKind::open, "open"},
                                    std::pair{PhaseKind::closed, "closed"},
                                    std::pair{PhaseKind::iterations, "iterations"}};
};

template <>
struct JsonNames<RunEnd> {
  static constexpr std::array names{
      std::pair{RunEnd::complete, "complete"}, std::pair{RunEnd::interrupted, "interrupted"},
      std::pair{RunEnd::target_died, "target_died"}, std::pair{RunEnd::stopped, "stopped"},
      std::pair{RunEnd::exhausted, "exhausted"}};
};

template <>
struct JsonFields<RunPhase> {
  static void visit(auto& fields, auto& phase) {
    fields("name", phase.name);
    fields("kind", phase.kind);
    fields("measure", phase.measure);
    fields("is_constant", phase.is_constant);
    fields("users", phase.users);
    fields("offered_per_second", phase.offered_per_second);
    fields("planned_flows", phase.planned_flows);
    fields("started", phase.started);
    fields("ended", phase.ended);
  }
};

template <>
struct JsonFields<RunStep> {
  static void visit(auto& fields, auto& step) {
    fields("full_name", step.full_name);
    fields("scenario", step.scenario);
    fields.added("polls", step.polls);
    fields.added("retries", step.retries);
    fields.added("classes", step.classes);
  }
};

template <>
struct JsonFields<Health> {
  static void visit(auto& fields, auto& health) {
    fields("planned_flows", health.planned_flows);
    fields("started_flows", health.started_flows);
    fields("generator_dropped", health.generator_dropped);
    fields("in_flight_dropped", health.in_flight_dropped);
    fields("max_in_flight_seen", health.max_in_flight_seen);
    fields("run_delay_share", health.run_delay_share);
    fields("throttled", health.throttled);
    fields("steal_share", health.steal_share);
    fields("loop_stalls", health.loop_stalls);
    fields("longest_stall", health.longest_stall);
    fields.added("has_receive_stamps", health.has_receive_stamps);
    fields.added("canary_before_p50", health.canary_before_p50, std::int64_t{-1});
    fields.added("canary_before_p99", health.canary_before_p99, std::int64_t{-1});
    fields.added("canary_after_p50", health.canary_after_p50, std::int64_t{-1});
    fields.added("canary_after_p99", health.canary_after_p99, std::int64_t{-1});
    fields.added("late_start", health.late_start);
  }
};

template <>
struct JsonFields<ShardPart> {
  static void visit(auto& fields, auto& part) {
    fields("index", part.index);
    fields("started_at", part.started_at);
    fields("ended_at", part.ended_at);
    fields("job", part.job);
  }
};

template <>
struct JsonFields<Shards> {
  static void visit(auto& fields, auto& shards) {
    fields("count", shards.count);
    fields("held", shards.held);
  }
};

template <>
struct JsonNames<Arm> {
  static constexpr std::array names{std::pair{Arm::candidate, "candidate"},
                                    std::pair{Arm::base, "base"}};
};

template <>
struct JsonFields<PairSlice> {
  static void visit(auto& fields, auto& slice) {
    fields("phase", slice.phase);
    fields("pair", slice.pair);
    fields("started", slice.started);
    fields("ended", slice.ended);
    fields("is_dropped", slice.is_dropped);
  }
};

template <>
struct JsonFields<Pairing> {
  static void visit(auto& fields, auto& pairing) {
    fields("arm", pairing.arm);
    fields("run_salt", pairing.run_salt);
    fields("slices", pairing.slices);
    fields("looks", pairing.looks);
  }
};

template <>
struct JsonFields<ErrorExample> {
  static void visit(auto& fields, auto& example) {
    fields("outcome", example.outcome);
    fields("step", example.step);
    fields("phase", example.phase);
    fields("status", example.status);
    fields("detail", example.detail);
  }
};

template <>
struct JsonFields<CheckCount> {
  static void visit(auto& fields, auto& check) {
    fields("step", check.step);
    fields("phase", check.phase);
    fields("name", check.name);
    fields("passed", check.passed);
    fields("evaluated", check.evaluated);
    fields.added("class", check.data_class, no_class);
  }
};

/// All but samples and flows, which are columns.
template <>
struct JsonFields<Run> {
  static void visit(auto& fields, auto& run) {
    fields("spec_name", run.spec_name);
    fields("spec_file", run.spec_file);
    fields("rules", run.rules);
    fields("gate", run.gate);
    fields("baseline", run.baseline);
    fields("seed", run.seed);
    fields("plan", run.plan);
    fields("phases", run.phases);
    fields("steps", run.steps);
    fields("scenarios", run.scenarios);
    fields("http_version", run.http_version);
    fields("testbed", run.testbed);
    fields("provenance", run.provenance);
    fields("health", run.health);
    fields("end", run.end);
    fields("warnings", run.warnings);
    fields("errors", run.errors);
    fields("checks", run.checks);
    fields("preflight_requests", run.preflight_requests);
    fields.added("profile", run.profile);
    fields.added("classes", run.classes);
    fields.added("stopped_by", run.stopped_by);
    fields.added("shards", run.shards);
    fields.added("waivers", run.waivers);
    fields("before", run.before);
    fields("pairing", run.pairing);
  }
};

}  // namespace loadgate
