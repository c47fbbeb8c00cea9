// SPDX-License-Identifier: Apache-2.0
#include "plan/make_plan.h"

#include <gmock/gmock.h>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::ElementsAre;

TEST(MakePlan, NumbersFlowsOverAllPhases) {
  Spec spec = small_spec();
  spec.load.phases = {open_phase("a", per_second(10), seconds(1)), closed_phase("b", 5, seconds(2)),
                      iterations_phase("c", 100, 10),
                      open_phase("d", per_second(1, 2), seconds(5))};
  const Plan plan = plan_of(spec);
  EXPECT_EQ(plan.phases[0].first_sequence, 0U);
  EXPECT_EQ(plan.phases[0].arrivals, 10U);
  EXPECT_EQ(plan.phases[1].arrivals, 0U);
  EXPECT_EQ(plan.phases[1].duration, seconds(2));
  EXPECT_EQ(plan.phases[2].first_sequence, 10U);
  EXPECT_EQ(plan.phases[2].arrivals, 100U);
  EXPECT_EQ(plan.phases[2].duration, seconds(0));
  EXPECT_EQ(plan.phases[3].first_sequence, 110U);
  EXPECT_EQ(plan.phases[3].arrivals, 2U);
  const auto last = arrivals_of(plan, 3);
  ASSERT_EQ(last.size(), 2U);
  EXPECT_EQ(last[1].sequence, 111U);
  EXPECT_EQ(last[1].phase, 3U);
  EXPECT_EQ(last[1].intended, seconds(3));
  EXPECT_TRUE(arrivals_of(plan, 1).empty());
  EXPECT_TRUE(arrivals_of(plan, 2).empty());
}

TEST(MakePlan, ListsTheStepsOfAllScenariosByTheirFullNames) {
  const Plan plan = plan_of(shop_spec());
  ASSERT_EQ(plan.steps.size(), 3U);
  EXPECT_EQ(plan.steps[0].full_name, "buy/POST /login");
  EXPECT_EQ(plan.steps[1].full_name, "buy/POST /cart");
  EXPECT_EQ(plan.steps[2].full_name, "ask/GET /question");
  EXPECT_EQ(plan.steps[2].scenario, 1U);
  EXPECT_EQ(plan.steps[1].step, 1U);
}

struct CapCase {
  std::vector<Phase> phases;
  std::int64_t cap;
};

TEST(MakePlan, CapsWhatIsInFlight) {
  const std::vector<CapCase> cases{
      {{open_phase("p", per_second(1), seconds(10))}, 100},
      {{open_phase("p", per_second(50), seconds(10))}, 1000},
      {{open_phase("p", per_second(50), seconds(10)), open_phase("q", per_second(70), seconds(1))},
       1400},
      {{ramp_phase("p", per_second(50), per_second(200), seconds(10))}, 4000},
      {{open_phase("p", per_second(100000), seconds(1))}, 10000},
      {{closed_phase("p", 20, seconds(10))}, 100},
      {{closed_phase("p", 300, seconds(10))}, 300},
      {{iterations_phase("p", 100000, 20000)}, 20000},
  };
  for (const CapCase& one : cases) {
    Spec spec = small_spec();
    spec.load.phases = one.phases;
    EXPECT_EQ(plan_of(spec).spec.load.max_in_flight, one.cap);
  }
  Spec own = small_spec();
  own.load.max_in_flight = 7;
  EXPECT_EQ(plan_of(own).spec.load.max_in_flight, 7);
}

TEST(MakePlan, TellsWhatIsWrongWithEveryPhaseAtOnce) {
  Spec spec = small_spec();
  spec.load.phases = {open_phase("idle", per_second(1, 10), seconds(5)),
                      open_phase("huge", per_second(1'000'000), seconds(86'400))};
  spec.load.phases[0].where = {.line = 7, .column = 5};
  spec.load.phases[1].where = {.line = 8, .column = 5};
  EXPECT_EQ(error_of(spec),
            "loadgate.yaml:7:5: phase 'idle' would start no flow\n"
            "  hint: raise its rate or its duration, or set 'measure: false'\n"
            "loadgate.yaml:8:5: the phase starts more than 4,000,000,000 flows\n"
            "  hint: lower its rate or its duration");
  spec.load.phases = {open_phase("idle", per_second(0), seconds(5)),
                      open_phase("load", per_second(1), seconds(5))};
  spec.load.phases[0].measure = false;
  EXPECT_EQ(error_of(spec), "no error");
}

TEST(MakePlan, RefusesMoreRandomArrivalsThanCanBeCountedInAMoment) {
  Spec spec = small_spec();
  spec.load.arrivals = Arrivals::poisson;
  spec.load.phases = {open_phase("huge", per_second(1'000'000), seconds(3600))};
  spec.load.phases[0].where = {.line = 8, .column = 5};
  EXPECT_EQ(error_of(spec),
            "loadgate.yaml:8:5: the phase starts 3,600,000,000 flows at random moments, more than "
            "20,000,000\n"
            "  hint: lower its rate or its duration, or write arrivals: constant");
}

TEST(MakePlan, RefusesMoreFlowsThanItCanNumber) {
  Spec spec = small_spec();
  spec.load.phases = {open_phase("a", per_second(100'000), seconds(30'000)),
                      open_phase("b", per_second(100'000), seconds(30'000))};
  EXPECT_EQ(error_of(spec),
            "loadgate.yaml: the phases start more than 4,000,000,000 flows up to here\n"
            "  hint: lower rates or durations");
}

TEST(MakePlan, TellsUnknownColumnsAndCapturesWithTheirPlaces) {
  const Folder folder;
  Spec spec = small_spec();
  spec.data = {source("products", DataFormat::csv, folder.write("p.csv", "id,user\n1,ann\n"))};
  Reference column_name = column("products", "idd");
  column_name.where = {.line = 12, .column = 20};
  Reference source_name = column("product", "id");
  source_name.where = {.line = 13, .column = 9};
  Reference captured = reference(ReferenceKind::capture, "tokn");
  captured.where = {.line = 14, .column = 9};
  Step login = step("POST", "/login");
  login.captures = {
      {.name = "token", .kind = CaptureKind::json, .expression = "/token", .where = nowhere}};
  Step use = step("GET", "/x");
  use.path = text({std::string("/"), column_name, source_name, captured});
  spec.scenarios = {scenario("main", {login, use})};
  EXPECT_EQ(error_of(spec),
            "loadgate.yaml:12:20: data source 'products' has no column 'idd'\n"
            "  hint: did you mean 'id'?\n"
            "loadgate.yaml:13:9: no data source is called 'product'\n"
            "  hint: did you mean 'products'?\n"
            "loadgate.yaml:14:9: no earlier step of this scenario captures 'tokn'\n"
            "  hint: did you mean 'token'?");
}

TEST(MakePlan, ACaptureOfTheSameStepComesTooLate) {
  Spec spec = small_spec();
  Step& only = spec.scenarios[0].steps[0];
  only.captures = {
      {.name = "token", .kind = CaptureKind::status, .expression = {}, .where = nowhere}};
  only.headers = {{.name = "X", .value = text(reference(ReferenceKind::capture, "token"))}};
  EXPECT_EQ(error_of(spec),
            "loadgate.yaml: no earlier step of this scenario captures 'token'\n"
            "  hint: add it to the 'capture' of an earlier step");
}

TEST(Rules, WithoutAnyEachStepGetsALatencyRuleAndTheGuard) {
  Spec spec = shop_spec();
  spec.scenarios[0].steps[1].where = {.line = 21, .column = 7};
  const Plan plan = plan_of(spec);
  const auto& rules = plan.spec.rules;
  ASSERT_EQ(rules.size(), 6U);
  EXPECT_EQ(rules[1].metric, "latency");
  EXPECT_EQ(rules[1].statistic, Statistic::p95);
  EXPECT_EQ(rules[1].step, "buy/POST /cart");
  EXPECT_EQ(rules[1].max_increase, 0.1);
  EXPECT_EQ(rules[1].min_delta, 1e6);
  EXPECT_EQ(rules[1].origin, RuleOrigin::assumed);
  EXPECT_EQ(rules[1].where, (Position{.line = 21, .column = 7}));
  EXPECT_EQ(rules[4].metric, "error_rate");
  EXPECT_EQ(rules[4].statistic, Statistic::value);
  EXPECT_EQ(rules[4].step, "buy/POST /cart");
  EXPECT_EQ(rules[4].at_most, 0.05);
  EXPECT_EQ(rules[4].max_increase, 0.005);
  EXPECT_EQ(rules[4].min_extra, 3);
  EXPECT_EQ(rules[4].severity, Severity::error);
  EXPECT_EQ(rules[4].on_no_data, Policy::fail);
  EXPECT_EQ(rules[4].origin, RuleOrigin::guard);
  EXPECT_EQ(rules[4].where, (Position{.line = 21, .column = 7}));
}

std::vector<std::string> guarded_steps(Spec spec) {
  std::vector<std::string> steps;
  for (const Rule& rule : plan_of(std::move(spec)).spec.rules) {
    EXPECT_NE(rule.origin, RuleOrigin::assumed);
    if (rule.origin == RuleOrigin::guard) {
      steps.push_back(rule.step);
    }
  }
  return steps;
}

TEST(Rules, TheGuardStandsOnEveryStepThatNoOwnErrorRuleCovers) {
  Spec spec = shop_spec();
  spec.has_rules = true;
  EXPECT_THAT(guarded_steps(spec),
              ElementsAre("buy/POST /login", "buy/POST /cart", "ask/GET /question"));
  Rule own = rule("error_rate", Statistic::value);
  own.step = "buy/*";
  own.severity = Severity::off;
  Rule of_a_class = rule("error_rate.timeout", Statistic::value);
  spec.rules = {own, of_a_class, rule("latency", Statistic::p95)};
  EXPECT_THAT(guarded_steps(spec), ElementsAre("ask/GET /question"));
  EXPECT_EQ(plan_of(spec).spec.rules[0].severity, Severity::off);
  spec.rules[0].step = "";
  EXPECT_TRUE(guarded_steps(spec).empty());
}

TEST(Rules, AboutPhasesOfOtherProfilesAreMarked) {
  Spec spec = small_spec();
  Rule here = rule("latency", Statistic::p95);
  here.phase = "lo*";
  Rule there = here;
  there.phase = "spike";
  Rule everywhere = rule("latency", Statistic::p95);
  spec.rules = {here, there, everywhere};
  spec.profiles = {Profile{.name = "deploy", .load = spec.load, .where = nowhere}};
  const Plan plan = plan_of(spec);
  EXPECT_FALSE(plan.spec.rules[0].is_elsewhere);
  EXPECT_TRUE(plan.spec.rules[1].is_elsewhere);
  EXPECT_FALSE(plan.spec.rules[2].is_elsewhere);
}

}  // namespace
}  // namespace loadgate
