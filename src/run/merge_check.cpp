// SPDX-License-Identifier: Apache-2.0
#include "run/merge_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/encoding.h"
#include "plan/make_plan.h"
#include "run/run_fields.h"

namespace loadgate {
namespace {

/// The first part of the plan that differs, in words.
std::string difference_of(const PlanDigest& first, const PlanDigest& other) {
  const std::string of_load = describe_difference(first.load, other.load);
  if (!of_load.empty() || first.steps.size() != other.steps.size()) {
    return of_load.empty() ? "other steps" : of_load;
  }
  for (std::size_t i = 0; i < first.steps.size(); ++i) {
    const std::string of_step = describe_difference(first.steps[i], other.steps[i]);
    if (!of_step.empty()) {
      return of_step;
    }
  }
  return "its settings are the same, its digest is not";
}

std::string json_of(const auto& value) {
  nlohmann::json tree;
  JsonWriter(tree).write(value);
  return tree.dump();
}

/// What a plan's digest does not say of phases, steps and classes, and what judges need.
std::string shape_of(const Run& run) {
  std::vector<RunPhase> phases = run.phases;
  for (RunPhase& phase : phases) {
    phase.started = phase.ended = -1;
  }
  return json_of(phases) + json_of(run.steps) + json_of(run.scenarios) + json_of(run.classes);
}

std::string demands_of(const Run& run) {
  return json_of(run.rules) + json_of(run.gate) + json_of(run.baseline) + json_of(run.waivers) +
         (run.before ? json_of(*run.before) : "");
}

std::string quoted(const std::string& text) {
  return text.empty() ? "none" : "'" + printable(text, 60) + "'";
}

/// What all shards of one run have in common.
struct CommonTrait {
  std::string_view name;
  std::string (*value)(const Run& run);
  /// How it differs; null: both values are shown.
  std::string (*words)(const Run& first, const Run& other) = nullptr;
};

std::string no_words(const Run&, const Run&) {
  return {};
}

constexpr std::array traits{
    CommonTrait{"spec", [](const Run& run) { return run.spec_name; }},
    CommonTrait{"profile", [](const Run& run) { return run.profile; }},
    CommonTrait{"number of shards",
                [](const Run& run) { return std::to_string(run.shards.count); }},
    CommonTrait{"version of loadgate", [](const Run& run) { return run.provenance.tool_version; }},
    CommonTrait{"plan", [](const Run& run) { return run.plan.total; },
                [](const Run& first, const Run& other) {
                  return ": " + difference_of(first.plan, other.plan);
                }},
    CommonTrait{"commit", [](const Run& run) { return run.provenance.commit; }},
    CommonTrait{"HTTP version", [](const Run& run) { return run.http_version; }},
    CommonTrait{"set of rules", demands_of, no_words},
    CommonTrait{"list of phases, steps or classes", shape_of, no_words},
};

Result<void> check_kinship(const ShardFile& first, const ShardFile& other) {
  for (const CommonTrait& trait : traits) {
    const std::string expected = trait.value(first.run);
    const std::string found = trait.value(other.run);
    if (expected != found) {
      return invalid_input(
          other.file + ": is no shard of the same run as " + first.file + ": another " +
              std::string(trait.name) +
              (trait.words != nullptr ? trait.words(first.run, other.run)
                                      : ", " + quoted(found) + " instead of " + quoted(expected)),
          "give the shards of one run, made with one spec by one version of loadgate");
    }
  }
  return {};
}

Result<void> check_once(std::span<const ShardFile> shards) {
  std::map<std::uint32_t, std::string> file_of;
  for (const ShardFile& shard : shards) {
    for (const ShardPart& part : shard.run.shards.held) {
      const auto [known, is_new] = file_of.emplace(part.index, shard.file);
      if (!is_new) {
        return invalid_input("shard " + std::to_string(part.index) + " is in " + known->second +
                                 " and in " + shard.file,
                             "a shard counts once; of a job that was repeated give one file");
      }
    }
  }
  return {};
}

Result<void> check_together(std::span<const ShardFile> shards) {
  const ShardPart* last_begun = nullptr;
  const ShardPart* first_ended = nullptr;
  for (const ShardFile& shard : shards) {
    for (const ShardPart& part : shard.run.shards.held) {
      if (last_begun == nullptr || part.started_at > last_begun->started_at) {
        last_begun = &part;
      }
      if (first_ended == nullptr || part.ended_at < first_ended->ended_at) {
        first_ended = &part;
      }
    }
  }
  if (last_begun == nullptr || first_ended->ended_at >= last_begun->started_at) {
    return {};
  }
  return invalid_input("shard " + std::to_string(first_ended->index) + " had ended at " +
                           write_timestamp(first_ended->ended_at) + ", before shard " +
                           std::to_string(last_begun->index) + " began at " +
                           write_timestamp(last_begun->started_at) +
                           ": the load that the plan asks for was never there",
                       "let all shards begin at the same moment with --start-at");
}

/// The numbers of its flows are those of the shards that it holds.
Result<void> check_own_flows(const ShardFile& shard) {
  const Shards& shards = shard.run.shards;
  std::set<std::uint64_t> held;
  std::ranges::transform(shards.held, std::inserter(held, held.end()), &ShardPart::index);
  const auto is_foreign = [&](const auto& row) {
    const bool is_open = shard.run.phases[row.phase].kind == PhaseKind::open;
    return !held.contains((is_open ? row.sequence : row.user) % shards.count);
  };
  if (held.empty() || (std::ranges::none_of(shard.run.flows, is_foreign) &&
                       std::ranges::none_of(shard.run.samples, is_foreign))) {
    return {};
  }
  return invalid_input(shard.file + ": holds flows that are not of " + describe(shards),
                       "the file is damaged or was written by hand; make it again");
}

}  // namespace

Result<void> check_shards(std::span<const ShardFile> shards) {
  for (const ShardFile& shard : shards) {
    if (shard.run.shards.held.empty() && shards.size() > 1) {
      return invalid_input(shard.file + ": is no shard, it holds a whole plan",
                           "merge puts together what loadgate run --shard k/K wrote; several runs "
                           "of a whole plan are repetitions: give them all to loadgate compare");
    }
    RETURN_IF_ERROR(check_kinship(shards.front(), shard));
    RETURN_IF_ERROR(check_own_flows(shard));
  }
  RETURN_IF_ERROR(check_once(shards));
  return check_together(shards);
}

}  // namespace loadgate
