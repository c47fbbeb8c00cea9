// SPDX-License-Identifier: Apache-2.0
#include "plan/share.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

Phase users_ramp(std::int64_t from, std::int64_t to) {
  Phase phase = closed_phase("users", from, seconds(5));
  std::get<ClosedLoad>(phase.load).to = to;
  return phase;
}

/// Every kind of phase, with numbers that no K divides.
Spec every_kind(Arrivals arrivals) {
  Spec spec = shop_spec();
  spec.load.arrivals = arrivals;
  spec.load.phases = {open_phase("open", per_second(37), seconds(11)),
                      ramp_phase("up", per_second(5), per_second(61), seconds(7)),
                      users_ramp(3, 13),
                      iterations_phase("fixed", 101, 7),
                      ramp_phase("down", per_second(61), per_second(0), seconds(3)),
                      iterations_phase("more users than flows", 4, 9)};
  return spec;
}

/// The plan with a source of which each flow draws a row.
Plan plan_with_rows(const Spec& spec) {
  Plan plan = plan_of(spec);
  plan.data.push_back(DataTable{.name = "products",
                                .pick = Pick::random,
                                .columns = {"id"},
                                .rows = std::vector<std::vector<std::string>>(1000, {"p"}),
                                .is_json = false,
                                .digest = {}});
  return plan;
}

using FlowRow = std::tuple<std::size_t, std::uint64_t, std::size_t, std::int64_t, std::size_t>;

/// Everything that decides about a flow: where it stands, its scenario, moment and row of data.
void add_arrivals(const Plan& plan, std::size_t phase, Share share, std::vector<FlowRow>& rows) {
  for (const Arrival& arrival : arrivals_of(plan, phase)) {
    if (share.owns(arrival.sequence)) {
      rows.emplace_back(phase, arrival.sequence, arrival.scenario, arrival.intended.count(),
                        data_row(plan, 0, flow_of(arrival)));
    }
  }
}

void add_iterations(const Plan& plan, std::size_t phase, Share share, std::vector<FlowRow>& rows) {
  const std::uint64_t users = most_users(plan.spec.load.phases[phase]);
  for (std::uint64_t user = share.index; user < users; user += share.count) {
    for (std::uint32_t iteration = 0;; ++iteration) {
      const FlowIdentity flow =
          flow_of_user(plan, phase, static_cast<std::uint32_t>(user), iteration);
      const bool is_closed = std::holds_alternative<ClosedLoad>(plan.spec.load.phases[phase].load);
      if (is_closed ? iteration == 5 : flow.ordinal >= plan.phases[phase].arrivals) {
        break;
      }
      rows.emplace_back(phase, flow.ordinal, flow.scenario, 0, data_row(plan, 0, flow));
    }
  }
}

std::vector<FlowRow> rows_of(const Plan& plan, Share share) {
  std::vector<FlowRow> rows;
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    add_arrivals(plan, phase, share, rows);
    add_iterations(plan, phase, share, rows);
  }
  return rows;
}

TEST(Share, TheUnionOfTheShardsIsTheWholePlan) {
  for (const Arrivals arrivals : {Arrivals::constant, Arrivals::poisson}) {
    const Plan plan = plan_with_rows(every_kind(arrivals));
    std::vector<FlowRow> whole = rows_of(plan, Share{});
    std::ranges::sort(whole);
    ASSERT_GT(whole.size(), 700U);
    for (std::uint64_t count = 1; count <= 16; ++count) {
      std::vector<FlowRow> together;
      for (std::uint64_t index = 0; index < count; ++index) {
        const std::vector<FlowRow> own = rows_of(plan, {.index = index, .count = count});
        together.insert(together.end(), own.begin(), own.end());
      }
      std::ranges::sort(together);
      ASSERT_EQ(together, whole) << count << " shards";
    }
  }
}

TEST(Share, CountsWhatIsPlannedForIt) {
  const Plan plan = plan_with_rows(every_kind(Arrivals::poisson));
  for (const std::uint64_t count : {1U, 2U, 3U, 5U, 16U}) {
    for (std::uint64_t index = 0; index < count; ++index) {
      const Share share{.index = index, .count = count};
      std::vector<std::uint64_t> flows(plan.phases.size(), 0);
      for (const FlowRow& row : rows_of(plan, share)) {
        ++flows[std::get<0>(row)];
      }
      flows[2] = 0;  // a closed phase with a duration has no planned number
      for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
        ASSERT_EQ(planned_flows(plan, phase, share), flows[phase]) << phase << " of " << count;
      }
    }
  }
}

TEST(Share, APieceOfAShareIsAShare) {
  const Share third{.index = 2, .count = 3};
  for (std::uint64_t number = 0; number < 100; ++number) {
    int owners = 0;
    for (std::uint64_t piece = 0; piece < 4; ++piece) {
      owners += part_of(third, {.index = piece, .count = 4}).owns(number) ? 1 : 0;
    }
    ASSERT_EQ(owners, third.owns(number) ? 1 : 0) << number;
  }
}

TEST(Share, OwnsItsMembers) {
  for (std::uint64_t total = 0; total < 20; ++total) {
    for (std::uint64_t index = 0; index < 7; ++index) {
      const Share share{.index = index, .count = 7};
      std::uint64_t members = 0;
      for (std::uint64_t number = 0; number < total; ++number) {
        members += share.owns(number) ? 1U : 0U;
      }
      ASSERT_EQ(members_of(share, total), members);
    }
  }
}

TEST(Share, IsIdleWhereNothingFallsToIt) {
  Spec spec = small_spec();
  spec.load.phases = {closed_phase("users", 2, seconds(1)), iterations_phase("fixed", 9, 3)};
  const Plan plan = plan_of(spec);
  EXPECT_FALSE(is_idle(plan, {.index = 2, .count = 4}));
  EXPECT_TRUE(is_idle(plan, {.index = 3, .count = 4}));
}

}  // namespace
}  // namespace loadgate
