// SPDX-License-Identifier: Apache-2.0
// Two builds in a world that is played, and what each of them saw.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "load/paired.h"
#include "played_world.h"
#include "run/offered.h"

namespace loadgate {

using namespace testing;  // NOLINT

inline constexpr std::string_view old_url = "http://old:8080";

inline bool is_old(const WireRequest& request) {
  return request.url.find("://old:") != std::string::npos;
}

inline PairedLoad against_old(std::uint64_t run_salt = 7) {
  return {.base_urls = {std::string(old_url)}, .run_salt = run_salt};
}

/// The small spec beside its old build, without a preflight.
inline Spec paired_spec(std::vector<Phase> phases) {
  Spec spec = spec_with(std::move(phases));
  spec.target.against = text(std::string(old_url));
  spec.load.preflight = false;
  spec.gate.extend = 0;
  return spec;
}

/// Each request shows whose it is and what it drew.
inline Spec telling_spec(std::vector<Phase> phases) {
  Spec spec = paired_spec(std::move(phases));
  Step step_a = step("GET", "/a");
  step_a.path = text({"/a/", reference(ReferenceKind::user), "/",
                      reference(ReferenceKind::iteration), "/", random_between(0, 1'000'000)});
  Step step_b = step("GET", "/b");
  step_b.path = text({"/b/", reference(ReferenceKind::uuid)});
  spec.scenarios = {scenario("a", {step_a, step_b}, 3), scenario("b", {step_b})};
  return spec;
}

inline PairedRun run_pair(PlayedWorld& world, Spec spec, const PairedLoad& paired = against_old()) {
  world.plan = make_plan(std::move(spec)).value();
  return execute_paired(world.context(world.plan), paired, world.doors()).value();
}

struct TurnSeen {
  Arm arm;
  PairSlice slice;
};

/// Of both arms, by time.
inline std::vector<TurnSeen> turns_of(const PairedRun& runs) {
  std::vector<TurnSeen> turns;
  for (const Run* run : {&runs.base, &runs.candidate}) {
    for (const PairSlice& slice : run->pairing->slices) {
      turns.push_back({run->pairing->arm, slice});
    }
  }
  std::ranges::sort(turns, {}, [](const TurnSeen& turn) { return turn.slice.started; });
  return turns;
}

inline std::vector<bool> base_first(const PairedRun& runs) {
  std::vector<bool> order;
  const std::vector<TurnSeen> turns = turns_of(runs);
  for (std::size_t i = 0; i < turns.size(); i += 2) {
    order.push_back(turns[i].arm == Arm::base);
  }
  return order;
}

/// What was sent in each slice of the arm, by pair.
inline std::map<std::uint32_t, std::vector<std::string>> sent_by_pair(const PlayedWorld& world,
                                                                      const Run& run) {
  std::map<std::uint32_t, std::vector<std::string>> sent;
  for (std::size_t i = 0; i < world.requests.size(); ++i) {
    const bool is_of_arm = is_old(world.requests[i]) == (run.pairing->arm == Arm::base);
    const std::int64_t at = world.sent_at[i] - run.provenance.started_at.nanoseconds;
    const PairSlice* slice = is_of_arm ? slice_of(run, 0, at) : nullptr;
    if (slice != nullptr) {
      sent[slice->pair].push_back(PlayedWorld::path_of(world.requests[i]));
    }
  }
  return sent;
}

/// When the first slice of either arm began that comes after this one.
inline std::int64_t next_start(const std::vector<TurnSeen>& turns, const PairSlice& slice) {
  const auto after = std::ranges::find_if(
      turns, [&slice](const TurnSeen& turn) { return turn.slice.started > slice.started; });
  return after == turns.end() ? std::numeric_limits<std::int64_t>::max() : after->slice.started;
}

inline void expect_no_overlap(const PairedRun& runs) {
  const std::vector<TurnSeen> turns = turns_of(runs);
  for (const Run* run : {&runs.base, &runs.candidate}) {
    for (const Sample& sample : run->samples) {
      const PairSlice* own = slice_of(*run, sample.phase, sample.intended);
      ASSERT_NE(own, nullptr);
      ASSERT_LE(sample.finished, next_start(turns, *own)) << "when the next slice began";
    }
  }
}

}  // namespace loadgate
