// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "plan/plan.h"
#include "run/condensed.h"
#include "run/pairing.h"
#include "run/sample.h"
#include "spec/rule.h"

namespace loadgate {

enum class PhaseKind { open, closed, iterations };

/// What a report and a judge need to know of a phase.
struct RunPhase {
  std::string name;
  PhaseKind kind;
  bool measure;
  bool is_constant;             ///< constant rate or fixed iterations: rules apply by default
  std::int64_t users;           ///< closed phases, at the end of a ramp; 0: open
  double offered_per_second;    ///< planned flows / planned duration; 0: closed
  std::uint64_t planned_flows;  ///< 0: not planned (closed with a duration)
  std::int64_t started;         ///< ns since the run's start; -1: never
  std::int64_t ended;           ///< when its last flow could start (drain excluded)
};

struct RunStep {
  std::string full_name;
  std::size_t scenario;
  bool polls = false;        ///< asks again until a condition holds: its samples have `wait`
  std::int64_t retries = 0;  ///< at most, of each request: its samples have first attempts
  std::vector<std::uint16_t> classes = {};  ///< that its requests can have; indices
};

/// Evidence about our own work, for trust. All over the measured phases; of shards together, or of
/// the worst of them (run/merge_health.cpp).
struct Health {
  std::uint64_t planned_flows;
  std::uint64_t started_flows;
  std::uint64_t generator_dropped;
  std::uint64_t in_flight_dropped;
  std::uint64_t max_in_flight_seen;
  double run_delay_share;      ///< of wall time our threads were runnable and waited; -1 unknown
  std::uint64_t throttled;     ///< cgroup nr_throttled; 0 also where there is no cgroup
  double steal_share;          ///< -1 unknown
  std::uint64_t loop_stalls;   ///< turns of the event loop above 0.5 ms
  std::int64_t longest_stall;  ///< ns
  bool has_receive_stamps = false;  ///< the kernel told when answers arrived: rx_age is known
  /// Round trips to an echo in this process, before and after the load: the machine's own speed.
  std::int64_t canary_before_p50 = -1;  ///< ns; -1 unknown
  std::int64_t canary_before_p99 = -1;
  std::int64_t canary_after_p50 = -1;
  std::int64_t canary_after_p99 = -1;
  std::int64_t late_start = 0;  ///< ns that the load began after the moment that was asked for
};

/// The class decides whether runs compare; the details are recorded and named.
struct Testbed {
  std::string architecture;  ///< x86_64
  std::int64_t usable_cores;
  std::string cpu_quota;     ///< "none" or cores with two decimals
  std::int64_t memory_gib;   ///< nearest power of two
  std::string runner_label;  ///< of the CI, or empty
  std::map<std::string, std::string>
      details;  ///< cpu_model, kernel, libcurl, openssl, clock_source, virtualisation
};
/// "x86_64, 2 cores, quota none, 32 GiB, ubuntu-24.04": equal texts, equal class.
std::string testbed_class(const Testbed& testbed);

struct Provenance {
  std::string commit;  ///< empty outside of git
  std::string ref;
  std::string job;  ///< names the CI job, or this process: repeats in one job share it
  std::string run_url;
  std::string tool_version;
  Timestamp started_at;
  Timestamp ended_at;
  std::map<std::string, std::string> overrides;  ///< options that changed the spec: target, seed, …
};

/// Two files of the same moment in the same job are the same run.
inline bool is_same_run(const Provenance& a, const Provenance& b) {
  return a.started_at == b.started_at && a.job == b.job;
}

/// A few whole examples of each outcome that is no success, masked and cut to 512 bytes.
struct ErrorExample {
  Outcome outcome;
  std::uint16_t step;
  std::uint16_t phase;
  std::uint16_t status;
  std::string detail;  ///< the transport's words, the failed check, or the body's beginning
};

/// Results of one expectation.
struct CheckCount {
  std::uint16_t step;
  std::uint16_t phase;
  std::string name;  ///< "status 2xx", "json /token_type"
  std::uint64_t passed;
  std::uint64_t evaluated;
  std::uint16_t data_class = no_class;  ///< of the requests; each class has a count of its own
};

/// `stopped` by a condition of `stop_when`, `exhausted` by the budget.
enum class RunEnd { complete, interrupted, target_died, stopped, exhausted };

/// One process's share of a plan: arrivals and users whose number is `index` modulo the count.
struct ShardPart {
  std::uint32_t index;
  Timestamp started_at;  ///< its first phase; its samples count from this moment
  Timestamp ended_at;
  std::string job;  ///< as in Provenance
  bool operator==(const ShardPart&) const = default;
};
/// What a run holds of its plan.
struct Shards {
  std::uint32_t count = 1;           ///< that the plan was divided into
  std::vector<ShardPart> held = {};  ///< by index; empty: a plan that was not divided
  bool operator==(const Shards&) const = default;
};
/// Every shard is there. Only a whole run can be judged.
bool is_whole(const Shards& shards);
/// "shard 1 of 3, counted from 0", "shards 0 and 2 of 3, counted from 0"
std::string describe(const Shards& shards);

/// What happened, and everything that a judge needs later: nothing outside of this file.
struct Run {
  std::string spec_name;
  std::string spec_file;
  std::vector<Rule> rules;
  GatePolicy gate;
  BaselinePolicy baseline;
  std::uint64_t seed;
  PlanDigest plan;
  std::vector<RunPhase> phases;
  std::vector<RunStep> steps;
  std::vector<std::string> scenarios;
  std::string http_version;  ///< "1.1" or "2", as the preflight settled it
  Testbed testbed;
  Provenance provenance;
  Health health;
  RunEnd end;
  std::vector<std::string> warnings;  ///< preflight's, the engine's
  std::vector<ErrorExample> errors;
  std::vector<CheckCount> checks;
  std::uint64_t preflight_requests;
  std::string profile = {};               ///< of the spec; empty: its own load
  std::vector<std::string> classes = {};  ///< of the data; samples name them by index
  std::string stopped_by = {};  ///< "stop_when[0]: error_rate > 20% for 5s", the budget …
  Shards shards = {};
  std::vector<Waiver> waivers = {};
  /// What the spec demanded at the base of the pull request that was measured.
  std::optional<Demands> before = {};
  std::optional<Pairing> pairing = {};  ///< it is one arm of a paired execution
  /// Instead of samples and flows, where there are too many of them to keep (run/condense.h).
  std::optional<Condensed> condensed = {};
  std::vector<Flow> flows;      ///< by (phase, sequence)
  std::vector<Sample> samples;  ///< by (phase, sequence, step)
};

}  // namespace loadgate
