// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

TEST(DescribePlan, ShowsPhasesRequestsDurationAndConcurrency) {
  Spec spec = shop_spec();
  Phase users = closed_phase("users", 20, seconds(60));
  std::get<ClosedLoad>(users.load).to = 50;
  spec.load.phases = {open_phase("warm-up", per_second(10), seconds(5)),
                      open_phase("steady", per_second(50), seconds(30)),
                      ramp_phase("ramp", per_second(50), per_second(200), seconds(60)), users,
                      iterations_phase("fixed", 1000, 10)};
  spec.load.phases[0].measure = false;
  spec.scenarios[1].steps[0].timeout = seconds(3);
  spec.scenarios[0].steps[1].pauses_before = {{.low = seconds(1), .high = seconds(2)}};
  const Plan plan = plan_of(spec);
  EXPECT_EQ(describe_plan(plan),
            "checkout: 5 phases, 2 scenarios, 3 steps, constant arrivals, seed 1\n"
            "\n"
            "  phase    load                          duration  flows  in flight\n"
            "  warm-up  10/s                                5s     50      ≤ 220  not measured\n"
            "  steady   50/s                               30s  1,500    ≤ 1,100\n"
            "  ramp     50/s to 200/s                      60s  7,500    ≤ 4,400\n"
            "  users    20 to 50 users                     60s      –         50\n"
            "  fixed    1,000 iterations by 10 users         –  1,000         10\n"
            "\n"
            "  requests           warm-up  steady   ramp  fixed  total\n"
            "  buy/POST /login         36   1,202  5,933    778  7,949\n"
            "  buy/POST /cart          36   1,202  5,933    778  7,949\n"
            "  ask/GET /question       14     298  1,567    222  2,101\n"
            "\n"
            "duration: 155s, and until 1,000 iterations are done\n"
            "in flight: ≤ is rate × longest flow (22s), an upper bound:\n"
            "  every request would take its whole timeout; fast answers need far less\n"
            "max_in_flight: 4,000; arrivals beyond it are dropped and counted as errors\n"
            "plan digest: " +
                plan.digest.total + "\n");
}

TEST(DescribePlan, LeavesOutWhatIsNotPlanned) {
  Spec spec = small_spec();
  spec.load.phases = {closed_phase("users", 1, milliseconds(1500))};
  const Plan plan = plan_of(spec);
  EXPECT_EQ(describe_plan(plan),
            "loadgate: 1 phase, 1 scenario, 1 step, constant arrivals, seed 1\n"
            "\n"
            "  phase  load    duration  flows  in flight\n"
            "  users  1 user    1500ms      –          1\n"
            "\n"
            "duration: 1500ms\n"
            "max_in_flight: 100; arrivals beyond it are dropped and counted as errors\n"
            "plan digest: " +
                plan.digest.total + "\n");
}

}  // namespace
}  // namespace loadgate
