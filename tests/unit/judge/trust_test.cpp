// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/judge/cases.h"

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using namespace loadgate::testing;

RunBuilder judged_run(double middle = 100) {
  return run_of(middle).with_rule(latency_rule()).with_rule(guard());
}

/// Every request goes out late, and its latency contains the wait.
auto late_by(double milliseconds) {
  return [milliseconds](loadgate::Run& run) {
    const auto lag = static_cast<std::int64_t>(milliseconds * one_millisecond);
    for (Sample& sample : run.samples) {
      sample.dispatched += lag;
      sample.finished += lag;
    }
  };
}

TEST(Trust, AQuietRunIsTrusted) {
  const Judgement judgement = judge_one(judged_run(), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::trusted);
  EXPECT_THAT(judgement.trust.reasons, IsEmpty());
}

TEST(Trust, AGeneratorThatDroppedFlowsPassesNoRule) {
  const Judgement judgement = judge_one(
      judged_run().with([](auto& run) { run.health.generator_dropped = 3; }), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::untrusted);
  EXPECT_THAT(judgement.trust.reasons, ElementsAre("loadgate itself dropped 3 flows of 200"));
  for (const Finding& finding : judgement.findings) {
    EXPECT_EQ(finding.state, State::inconclusive) << finding.key;
    EXPECT_EQ(finding.reason, "loadgate itself dropped 3 flows of 200");
  }
}

TEST(Trust, LessThan98PercentDeliveredIsUntrustedAndALittleLessIsDegraded) {
  const auto started = [](std::uint64_t flows) {
    return judge_one(judged_run().with([flows](auto& run) { run.health.started_flows = flows; }),
                     quiet_pool());
  };
  EXPECT_EQ(started(195).trust.trust, Trust::untrusted);
  EXPECT_THAT(started(195).trust.reasons,
              ElementsAre("only 195 of 200 planned flows were started"));
  EXPECT_EQ(started(196).trust.trust, Trust::degraded);
  EXPECT_EQ(state_of(started(196), p95_increase), "pass");
}

TEST(Trust, FlowsThatTheServerHeldBackAreNotTheGeneratorsFault) {
  const Judgement judgement = judge_one(judged_run().with([](auto& run) {
    run.health.started_flows = 150;
    run.health.in_flight_dropped = 50;
  }),
                                        quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::trusted);
  const Finding& check = finding_of(judgement, "load.in_flight");
  EXPECT_EQ(check.state, State::fail);
  EXPECT_EQ(check.kind, FindingKind::check);
  EXPECT_EQ(check.reason,
            "50 of 200 flows were never sent: the server did not keep up, and max_in_flight "
            "requests were waiting for it");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Trust, InFlightDropsOfALateGeneratorAreOpen) {
  const Judgement judgement = judge_one(judged_run().with(late_by(50)).with([](auto& run) {
    run.health.started_flows = 150;
    run.health.in_flight_dropped = 50;
  }),
                                        quiet_pool());
  EXPECT_EQ(state_of(judgement, "load.in_flight"), "inconclusive");
}

// 10 % of the baseline's p95 of 146 ms tolerates 14.6 ms: half is 7.3 ms, a quarter 3.6 ms.
TEST(Trust, AScheduleLagNearTheToleranceUntrustsLatencyAndNotErrors) {
  const Judgement judgement = judge_one(judged_run(93).with(late_by(8)), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::untrusted);
  EXPECT_EQ(state_of(judgement, p95_increase), "inconclusive");
  EXPECT_EQ(state_of(judgement, "error_rate buy/pay [steady] limit"), "pass");
  EXPECT_THAT(judgement.trust.reasons,
              ElementsAre("loadgate was itself 8.00 ms late at the p95 of buy/pay [steady], more "
                          "than a half of the 14.6 ms that the rule can tolerate"));
  EXPECT_EQ(judge_one(judged_run(96).with(late_by(5)), quiet_pool()).trust.trust, Trust::degraded);
  EXPECT_EQ(judge_one(judged_run(98).with(late_by(3)), quiet_pool()).trust.trust, Trust::trusted);
}

TEST(Trust, WithoutABaselineATenthOfTheRunsOwnValueIsTolerated) {
  const auto judged = [](double lag) {
    return judge_one(
        run_of(100).with_rule(latency_limit(300)).with_rule(guard()).with(late_by(lag)),
        std::nullopt);
  };
  EXPECT_EQ(state_of(judged(7), p95_limit), "pass");
  EXPECT_EQ(state_of(judged(8.5), p95_limit), "inconclusive");
}

TEST(Trust, TwoMillisecondsAreAlwaysTolerated) {
  const RunBuilder fast = a_run().with_spread(pay, steady, 200, 1);
  const auto judged = [&](double lag) {
    return judge_one(
        RunBuilder(fast).with_rule(latency_limit(300)).with_rule(guard()).with(late_by(lag)),
        std::nullopt);
  };
  EXPECT_EQ(state_of(judged(0.9), p95_limit), "pass");
  EXPECT_EQ(state_of(judged(1.1), p95_limit), "inconclusive");
}

TEST(Trust, AnUntrustedRunStillFailsOnWhatIsNetOfItsOwnLateness) {
  const Judgement judgement = judge_one(judged_run(140).with(late_by(60)), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::untrusted);
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(finding.now->value, 203e6);  // not 263
  EXPECT_THAT(finding.reason, ::testing::EndsWith(", without loadgate's own lateness"));
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Trust, WhatTheLatenessItselfAddedIsNoRegression) {
  const Judgement judgement = judge_one(judged_run(100).with(late_by(60)), quiet_pool());
  const Finding& finding = finding_of(judgement, p95_increase);
  EXPECT_EQ(finding.state, State::inconclusive);
  EXPECT_EQ(finding.now->value, 205e6);  // as measured: only a failure speaks of net figures
  EXPECT_EQ(status_of(judgement), 0);
}

TEST(Trust, AnUntrustedRunStillFailsOnErrors) {
  const Judgement judgement = judge_one(
      judged_run().with_outcomes(pay, steady, Outcome::server_5xx, 60).with([](auto& run) {
        run.health.generator_dropped = 3;
      }),
      quiet_pool());
  EXPECT_EQ(state_of(judgement, "error_rate buy/pay [steady] limit"), "fail");
  EXPECT_EQ(status_of(judgement), 1);
}

TEST(Trust, ThroughputThatTheGeneratorLostIsNotTheServersFault) {
  Rule throughput = rule("throughput", Statistic::value);
  throughput.at_least = 10;
  const Judgement judgement = judge_one(
      run_of(100).with_rule(throughput).with([](auto& run) { run.health.generator_dropped = 3; }),
      std::nullopt);
  EXPECT_EQ(state_of(judgement, "throughput buy/pay [steady] limit"), "inconclusive");
}

TEST(Trust, TheGeneratorsOwnMetricsAreJudgedRegardless) {
  Rule lag = rule("schedule_lag", Statistic::p95);
  lag.at_most = 70e6;
  const std::string key = "schedule_lag.p95 buy/pay [steady] limit";
  const auto judged = [&] {
    return judge_one(judged_run().with_rule(lag).with(late_by(60)).with([](auto& run) {
      run.health.generator_dropped = 3;
    }),
                     quiet_pool());
  };
  EXPECT_EQ(state_of(judged(), key), "pass");
  lag.at_most = 50e6;
  EXPECT_EQ(state_of(judged(), key), "fail");
}

TEST(Trust, AStarvedThreadExplainsALag) {
  const auto starved = [](auto& run) {
    run.health.run_delay_share = 0.29;
    run.health.throttled = 4;
    run.health.steal_share = 0.02;
    run.health.loop_stalls = 9;
    run.health.longest_stall = 80 * one_millisecond;
  };
  EXPECT_THAT(judge_one(judged_run().with(starved), quiet_pool()).trust.reasons,
              ElementsAre("the CPU quota stopped loadgate 4 times, the machine's host took 2 % of "
                          "the CPU time for others, other work kept loadgate waiting for a CPU for "
                          "29 % of the time; no rule's figure is late by it"));
  const Judgement late = judge_one(judged_run().with(late_by(60)).with(starved), quiet_pool());
  EXPECT_THAT(
      late.trust.reasons,
      ElementsAre("the CPU quota stopped loadgate 4 times",
                  "the machine's host took 2 % of the CPU time for others",
                  "other work kept loadgate waiting for a CPU for 29 % of the time",
                  StartsWith("loadgate was itself 60.0 ms late at the p95 of buy/pay [steady]")));
  EXPECT_EQ(late.trust.advice,
            "raise the CPU quota of the job, or lower the rate; use a runner that does not share "
            "its cores; give loadgate a core of its own, or use a larger runner");
}

/// Every answer waits in the socket before it is read, and its latency contains the wait.
auto read_late_by(double milliseconds) {
  return [milliseconds](loadgate::Run& run) {
    const auto wait = static_cast<std::int64_t>(milliseconds * one_millisecond);
    for (Sample& sample : run.samples) {
      sample.rx_age = wait;
      sample.finished += wait;
    }
    run.health.has_receive_stamps = true;
  };
}

TEST(Trust, AnswersThatWaitedToBeReadCountAsRequestsThatWaitedToBeSent) {
  const Judgement read_late = judge_one(judged_run(93).with(read_late_by(8)), quiet_pool());
  EXPECT_EQ(read_late.trust.trust, Trust::untrusted);
  EXPECT_EQ(state_of(read_late, p95_increase), "inconclusive");
  const Judgement both =
      judge_one(judged_run(93).with(late_by(5)).with(read_late_by(5)), quiet_pool());
  EXPECT_EQ(both.trust.trust, Trust::untrusted);
  EXPECT_THAT(both.trust.reasons,
              ElementsAre("loadgate was itself 10.0 ms late at the p95 of buy/pay [steady], more "
                          "than a half of the 14.6 ms that the rule can tolerate"));
  EXPECT_EQ(judge_one(judged_run(98).with(read_late_by(3)), quiet_pool()).trust.trust,
            Trust::trusted);
}

TEST(Trust, ADegradedRunSaysWhyAndWhatToChangeAsWell) {
  const Judgement judgement = judge_one(judged_run(96).with(read_late_by(5)), quiet_pool());
  EXPECT_EQ(judgement.trust.trust, Trust::degraded);
  EXPECT_THAT(judgement.trust.reasons,
              ElementsAre("loadgate was itself 5.00 ms late at the p95 of buy/pay [steady], more "
                          "than a quarter of the 14.6 ms that the rule can tolerate"));
  EXPECT_EQ(judgement.trust.advice,
            "give loadgate a core of its own, use a larger runner, or lower the rate");
}

TEST(Trust, WhatAnAnswerWaitedForIsNoRegressionAndTheRestStillIsOne) {
  const Judgement excused = judge_one(judged_run(100).with(read_late_by(60)), quiet_pool());
  EXPECT_EQ(state_of(excused, p95_increase), "inconclusive");
  const Judgement slow = judge_one(judged_run(140).with(read_late_by(60)), quiet_pool());
  const Finding& finding = finding_of(slow, p95_increase);
  EXPECT_EQ(finding.state, State::fail);
  EXPECT_EQ(finding.now->value, 203e6);  // not 263
}

TEST(Trust, AStoppedProcessIsToldFromOneThatWaitedForACpu) {
  const auto judged = [&](std::int64_t stall, double share) {
    const auto stalled = [=](loadgate::Run& run) {
      run.health.run_delay_share = share;
      run.health.loop_stalls = 1;
      run.health.longest_stall = stall * one_millisecond;
    };
    return judge_one(judged_run().with(late_by(60)).with(read_late_by(0)).with(stalled),
                     quiet_pool())
        .trust;
  };
  const auto stopped = StartsWith("something stopped loadgate for ");
  const std::string waited = "other work kept loadgate waiting for a CPU for 5 % of the time";
  const auto late = StartsWith("loadgate was itself 60.0 ms late");
  EXPECT_THAT(judged(90, 0.0001).reasons, ElementsAre(stopped, late));
  EXPECT_THAT(judged(90, -1).reasons, ElementsAre(stopped, late));
  EXPECT_THAT(judged(90, 0.05).reasons, ElementsAre(waited, late));  // 4.5 s of 30 s and 3 threads
  EXPECT_THAT(judged(300, 0.05).reasons,
              ElementsAre("something stopped loadgate for 300 ms (a signal, a debugger, a paused "
                          "machine)",
                          waited, late));
  EXPECT_EQ(judged(90, 0).advice, "let nothing stop loadgate while it measures");
}

TEST(Trust, AStopIsNamedBesideWhatTheHostTook) {
  const auto judged = [&](std::int64_t stall) {
    const auto stolen = [=](loadgate::Run& run) {
      run.health.steal_share = 0.17;
      run.health.run_delay_share = 0;
      run.health.loop_stalls = 1;
      run.health.longest_stall = stall * one_millisecond;
    };
    return judge_one(judged_run().with(late_by(60)).with(read_late_by(0)).with(stolen),
                     quiet_pool())
        .trust.reasons;
  };
  const std::string host = "the machine's host took 17 % of the CPU time for others";
  const auto late = StartsWith("loadgate was itself 60.0 ms late");
  EXPECT_THAT(judged(300),
              ElementsAre(StartsWith("something stopped loadgate for 300 ms"), host, late));
  EXPECT_THAT(judged(90), ElementsAre(host, late));
}

TEST(Trust, AStallOfNoOtherCauseIsNamed) {
  const Judgement judgement =
      judge_one(judged_run().with(late_by(8)).with(read_late_by(0)).with([](loadgate::Run& run) {
        run.health.loop_stalls = 12;
        run.health.longest_stall = 9 * one_millisecond;
      }),
                quiet_pool());
  EXPECT_THAT(judgement.trust.reasons,
              ElementsAre("loadgate's event loop stood still 12 times, for up to 9.00 ms",
                          StartsWith("loadgate was itself 8.00 ms late")));
  EXPECT_EQ(judgement.trust.advice, "use a larger runner, or lower the rate");
}

TEST(Trust, TheCauseOfFlowsThatLoadgateDroppedIsNamed) {
  const Judgement judgement = judge_one(judged_run().with([](loadgate::Run& run) {
    run.health.generator_dropped = 3;
    run.health.throttled = 1;
  }),
                                        quiet_pool());
  EXPECT_THAT(judgement.trust.reasons, ElementsAre("the CPU quota stopped loadgate 1 time",
                                                   "loadgate itself dropped 3 flows of 200"));
}

// A closed phase never sends late: a stop shows only in answers that waited to be read.
TEST(Trust, AStopInAClosedPhaseShowsInTheAnswersThatWereUnderWay) {
  Rule limit = latency_limit(300);
  limit.phase = steady;
  const auto closed = [&](std::size_t hit, bool has_stamps) {
    return a_run()
        .with_closed_phase(steady, 5)
        .with_requests(pay, steady, 200 - hit, 100)
        .with_requests(pay, steady, hit, 350)
        .with_rule(limit)
        .with_rule(guard())
        .with([=](loadgate::Run& run) {
          for (Sample& sample : run.samples) {
            const bool is_hit = sample.finished - sample.dispatched > 300 * one_millisecond;
            sample.rx_age = !has_stamps ? -1 : is_hit ? 250 * one_millisecond : 20'000;
          }
          run.health.has_receive_stamps = has_stamps;
          run.health.loop_stalls = 1;
          run.health.longest_stall = 300 * one_millisecond;
          run.health.max_in_flight_seen = hit;
        });
  };
  for (const bool has_stamps : {true, false}) {
    // Without stamps nobody knows how long an answer waited: at most as long as the stop.
    const std::string late = has_stamps ? "250 ms" : "300 ms";
    const Judgement felt = judge_one(closed(12, has_stamps), std::nullopt);
    EXPECT_EQ(felt.trust.trust, Trust::untrusted) << has_stamps;
    EXPECT_THAT(felt.trust.reasons,
                ElementsAre(StartsWith("something stopped loadgate for 300 ms"),
                            StartsWith("loadgate was itself " + late + " late")))
        << has_stamps;
    EXPECT_EQ(state_of(felt, p95_limit), "inconclusive");
    // Two requests of 200 do not reach the p95.
    EXPECT_EQ(judge_one(closed(2, has_stamps), std::nullopt).trust.trust, Trust::trusted);
  }
}

TEST(Trust, AFlowIsLateByAllThatItsStepsWere) {
  Rule flow = rule("iteration", Statistic::p95);
  flow.at_most = 1e9;
  const auto judged = [&](double milliseconds) {
    return judge_one(a_run()
                         .with_spread("buy/login", steady, 200, 50)
                         .with_spread(pay, steady, 200, 50)
                         .with_rule(flow)
                         .with_rule(guard())
                         .with(read_late_by(milliseconds)),
                     std::nullopt)
        .trust.trust;
  };
  // p95 145 ms: half of a tenth of it is 7.2 ms, a quarter 3.6 ms, in two steps.
  EXPECT_EQ(judged(1.5), Trust::trusted);
  EXPECT_EQ(judged(2.5), Trust::degraded);
  EXPECT_EQ(judged(4), Trust::untrusted);
}

}  // namespace
}  // namespace loadgate
