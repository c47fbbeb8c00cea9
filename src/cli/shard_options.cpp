// SPDX-License-Identifier: Apache-2.0
#include "cli/shard_options.h"

#include <CLI/CLI.hpp>

#include "ci/shard.h"
#include "cli/provenance.h"
#include "run/timestamp.h"

namespace loadgate {
namespace {

constexpr std::int64_t longest_wait = 86'400'000'000'000;  // a day

Result<Timestamp> moment_of(const std::string& text) {
  const std::optional<Timestamp> moment = parse_moment(text);
  if (!moment) {
    return invalid_input(
        "--start-at expects a time such as 2026-11-21T09:30:00Z or seconds since "
        "1970, got '" +
        text + "'");
  }
  const std::int64_t ahead = moment->nanoseconds - wall_clock_now().nanoseconds;
  if (ahead <= 0) {
    return invalid_input(
        "--start-at: " + write_exact_timestamp(*moment) + " was " +
            format_duration(static_cast<double>(-ahead)) + " ago",
        "shards begin together or not at all; choose a moment that every shard reaches in time");
  }
  if (ahead > longest_wait) {
    return invalid_input(
        "--start-at: " + write_exact_timestamp(*moment) + " is more than a day ahead",
        "name a moment within the next 24 hours");
  }
  return *moment;
}

}  // namespace

void add_shard_options(CLI::App& command, ShardOptions& options) {
  command.add_option("--shard", options.shard,
                     "k/K: the k-th of K parts of the load, from 0; auto: as the environment says "
                     "(GitLab, Kubernetes); auto/K: the index from there");
  command.add_option("--start-at", options.start_at,
                     "begin the load at this moment: 2026-11-21T09:30:00Z, or seconds since 1970");
}

void refuse_shards(CLI::App& command) {
  command
      .add_option_function<std::string>(
          "--shard", [](const std::string&) {}, "not here: `run` each shard, `merge`, `compare`")
      ->check([](const std::string&) {
        return std::string(
            "a shard cannot be judged alone: loadgate run --shard on each machine, loadgate merge, "
            "then loadgate compare");
      });
}

Result<Measurement> measurement_of(const SpecOptions& overrides, const ShardOptions& options,
                                   const World& world) {
  Measurement wanted{.overrides = overrides, .share = {}, .start_at = {}};
  if (!options.shard.empty()) {
    ASSIGN_OR_RETURN(const ShardChoice choice, choose_shard(options.shard, world.environment));
    wanted.share = choice.share;
    world.tell("loadgate: shard " + std::to_string(choice.share.index) + " of " +
               std::to_string(choice.share.count) + ", counted from 0, by " + choice.source + "\n");
  }
  if (!options.start_at.empty()) {
    ASSIGN_OR_RETURN(wanted.start_at, moment_of(options.start_at));
  }
  return wanted;
}

}  // namespace loadgate
