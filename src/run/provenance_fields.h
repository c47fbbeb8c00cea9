// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/json_archive.h"
#include "run/run.h"

namespace loadgate {

// Where a run came from, as run files and baseline files hold it.

template <>
struct JsonFields<Testbed> {
  static void visit(auto& fields, auto& testbed) {
    fields("architecture", testbed.architecture);
    fields("usable_cores", testbed.usable_cores);
    fields("cpu_quota", testbed.cpu_quota);
    fields("memory_gib", testbed.memory_gib);
    fields("runner_label", testbed.runner_label);
    fields("details", testbed.details);
  }
};

template <>
struct JsonFields<Provenance> {
  static void visit(auto& fields, auto& provenance) {
    fields("commit", provenance.commit);
    fields("ref", provenance.ref);
    fields("job", provenance.job);
    fields("run_url", provenance.run_url);
    fields("tool_version", provenance.tool_version);
    fields("started_at", provenance.started_at);
    fields("ended_at", provenance.ended_at);
    fields("overrides", provenance.overrides);
  }
};

template <>
struct JsonFields<DigestPart> {
  static void visit(auto& fields, auto& part) {
    fields("name", part.name);
    fields("digest", part.digest);
    fields("settings", part.settings);
  }
};

template <>
struct JsonFields<PlanDigest> {
  static void visit(auto& fields, auto& plan) {
    fields("total", plan.total);
    fields("load", plan.load);
    fields("steps", plan.steps);
  }
};

}  // namespace loadgate
