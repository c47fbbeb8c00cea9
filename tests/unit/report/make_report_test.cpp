// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "report/report.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;  // NOLINT: the builders

Run a_run_of(double milliseconds) {
  return RunBuilder()
      .with_unmeasured_phase("warm-up")
      .with_requests("main/list", "warm-up", 5, 900)
      .with_requests("main/list", "steady", 100, milliseconds)
      .with_outcomes("main/list", "steady", Outcome::server_5xx, 2)
      .with([](Run& run) {
        run.spec_name = "shop";
        run.spec_file = "perf/shop.yaml";
        run.baseline.file = "baselines/shop.json";
        run.provenance.started_at = {.nanoseconds = 1'000'000'000};
        run.provenance.ended_at = {.nanoseconds = 31'000'000'000};
        run.provenance.tool_version = "1.2.3";
        run.plan.total = "abc";
        run.warnings = {"slow preflight"};
      })
      .build();
}

Judgement nothing_found() {
  return Judgement{.verdict = Verdict::pass,
                   .trust = {.trust = Trust::trusted, .reasons = {}, .advice = {}},
                   .findings = {},
                   .warnings = {}};
}

Report report_of(const Run& run, const std::optional<Baseline>& pool = std::nullopt) {
  return make_report(run, nothing_found(), std::nullopt, pool);
}

TEST(make_report, takes_names_and_provenance_from_the_run) {
  const Report report = report_of(a_run_of(20));
  EXPECT_EQ(report.spec_name, "shop");
  EXPECT_EQ(report.tool_version, "1.2.3");
  EXPECT_EQ(report.plan_digest, "abc");
  EXPECT_EQ(report.status, 0);
  EXPECT_EQ(report.duration, 30'000'000'000);
  EXPECT_EQ(report.steps, std::vector<std::string>{"main/list"});
  EXPECT_EQ(report.phase_names, (std::vector<std::string>{"warm-up", "steady"}));
  EXPECT_EQ(report.warnings, std::vector<std::string>{"slow preflight"});
}

TEST(make_report, of_several_runs_shows_all_of_them) {
  std::vector<loadgate::Run> runs{a_run_of(20), a_run_of(40)};
  runs[1].end = RunEnd::interrupted;
  runs[1].warnings = {"slow preflight", "another one"};
  runs[1].errors = {ErrorExample{
      .outcome = Outcome::server_5xx, .step = 0, .phase = 1, .status = 500, .detail = "x"}};
  const Report report = make_report(runs, nothing_found(), std::nullopt, std::nullopt);
  EXPECT_EQ(report.runs, 2U);
  EXPECT_EQ(report.duration, 60'000'000'000);
  EXPECT_EQ(report.end, RunEnd::interrupted);
  EXPECT_EQ(report.warnings, (std::vector<std::string>{"slow preflight", "another one"}));
  EXPECT_EQ(report.errors.size(), 1U);
  ASSERT_EQ(report.phases.size(), 2U);
  EXPECT_EQ(report.phases[1].requests, 204U);
  EXPECT_EQ(report.phases[1].p50->value, 20e6);
  EXPECT_EQ(report.phases[1].p95->value, 40e6);
  EXPECT_EQ(report.scopes.at(0).now.requests, 204U);
  EXPECT_EQ(report.deliveries.at(0).planned, 204U);
  EXPECT_EQ(report.deliveries.at(0).started, 204U);
}

TEST(make_report, puts_the_baseline_file_beside_the_spec) {
  const Report report = report_of(a_run_of(20));
  EXPECT_EQ(report.baseline_file, "perf/baselines/shop.json");
  EXPECT_EQ(report.run_command, "loadgate check perf/shop.yaml");
}

TEST(make_report, sets_the_figures_of_the_newest_pool_run_beside_its_own) {
  const Baseline pool{.spec_name = "shop",
                      .release = std::nullopt,
                      .runs = {baseline_run_of(a_run_of(5)), baseline_run_of(a_run_of(10))},
                      .anchor = {}};
  const Report report = report_of(a_run_of(20), pool);
  const auto scope = std::ranges::find(
      report.scopes, "main/list", [](const ScopeSummary& summary) { return summary.now.step; });
  ASSERT_NE(scope, report.scopes.end());
  ASSERT_TRUE(scope->baseline);
  EXPECT_EQ(scope->now.distributions.at("latency").statistics.at(Statistic::p50).value, 20e6);
  EXPECT_EQ(scope->baseline->distributions.at("latency").statistics.at(Statistic::p50).value, 10e6);
}

TEST(make_report, counts_the_started_flows_of_each_measured_phase_that_plans_them) {
  loadgate::Run run = RunBuilder()
                          .with_unmeasured_phase("warm-up")
                          .with_requests("main/list", "warm-up", 5, 20)
                          .with_requests("main/list", "steady", 98, 20)
                          .with_outcomes("main/list", "steady", Outcome::dropped, 1)
                          .with_outcomes("main/list", "steady", Outcome::generator_dropped, 1)
                          .with_closed_phase("closed", 2)
                          .with_requests("main/list", "closed", 7, 20)
                          .build();
  run.phases[0].planned_flows = 5;
  run.phases[1].planned_flows = 100;
  run.phases[2].planned_flows = 0;
  const Report report = report_of(run);
  ASSERT_EQ(report.deliveries.size(), 1U);
  EXPECT_EQ(report.deliveries[0].phase, "steady");
  EXPECT_EQ(report.deliveries[0].planned, 100U);
  EXPECT_EQ(report.deliveries[0].started, 98U);
}

TEST(make_report, lists_unmeasured_phases_in_the_table_of_phases_only) {
  const Report report = report_of(a_run_of(20));
  ASSERT_EQ(report.phases.size(), 2U);
  EXPECT_FALSE(report.phases[0].measure);
  EXPECT_EQ(report.phases[1].errors, 2U);
  for (const ScopeSummary& scope : report.scopes) {
    EXPECT_EQ(scope.now.phase, "steady");
  }
}

TEST(make_report, tells_how_late_loadgate_was_in_the_measured_phases) {
  loadgate::Run run = a_run_of(20);
  for (Sample& sample : run.samples) {
    // Of 102 samples in the measured phase the last two are late: p99 is the 101st.
    const bool is_late = sample.phase == 0 || sample.outcome == Outcome::server_5xx;
    sample.dispatched = sample.intended + (is_late ? 7'000'000 : 1'000);
  }
  EXPECT_EQ(report_of(run).lag_p99, 7'000'000);
  for (Sample& sample : run.samples) {
    sample.dispatched = sample.intended + (sample.phase == 0 ? 7'000'000 : 1'000);
  }
  EXPECT_EQ(report_of(run).lag_p99, 1'000);
}

TEST(make_report, tells_how_long_answers_waited_and_what_the_machine_itself_needed) {
  loadgate::Run run = a_run_of(20);
  EXPECT_EQ(report_of(run).rx_age_p99, -1);
  EXPECT_EQ(report_of(run).canary_before, -1);
  for (Sample& sample : run.samples) {
    sample.rx_age = sample.phase == 0 ? 7'000'000 : 1'000;
  }
  run.health.canary_before_p50 = 24'000;
  run.health.canary_after_p50 = 26'000;
  EXPECT_EQ(report_of(run).rx_age_p99, 1'000);
  EXPECT_EQ(report_of(run).canary_before, 24'000);
  EXPECT_EQ(report_of(run).canary_after, 26'000);
}

TEST(make_report, of_a_run_without_samples_still_renders_in_every_format) {
  const Report report = make_report(RunBuilder().build(), nothing_found(), std::nullopt, {});
  for (const Format& format : all_formats()) {
    EXPECT_FALSE(format.render(report).empty()) << format.name;
  }
  EXPECT_TRUE(report_from_json(render_json(report), "result.json"));
}

}  // namespace
}  // namespace loadgate
