// SPDX-License-Identifier: Apache-2.0
#include "golden/cases.h"

#include "support/report_builder.h"

namespace loadgate::testing {
namespace {

Finding warned(Finding finding) {
  finding.state = State::warn;
  finding.severity = Severity::warn;
  finding.blocks = Blocks::nothing;
  finding.policy = Policy::warn;
  return finding;
}

Finding improved(Finding finding) {
  finding.state = State::improved;
  finding.baseline = figure(120 * ms);
  finding.change = relative(-0.1667, -0.21, -0.118);
  finding.reason = "better by at least −11.8 %";
  return finding;
}

Report pass() {
  return report(Verdict::pass, {improved(held("ask/question")), held("buy/add to cart"),
                                guarded("buy/add to cart"), held("buy/login")});
}

Report fail() {
  Finding bytes = warned(slower("ask/question"));
  bytes.key = "bytes_in.mean ask/question [steady] increase";
  bytes.metric = "bytes_in.mean";
  bytes.unit = Unit::bytes;
  bytes.baseline = figure(181 * 1024);
  bytes.now = figure(203 * 1024);
  bytes.change = relative(0.1215, 0.104, 0.14);
  bytes.reason = "at least +10.4 %";
  return report(Verdict::fail, {slower("buy/add to cart"), bytes, unclear("ask/question"),
                                held("buy/login"), guarded("buy/add to cart")});
}

Report warn() {
  return report(Verdict::warn, {warned(slower("buy/add to cart")), held("buy/login")});
}

Report inconclusive() {
  Report undecided = report(Verdict::inconclusive, {unclear("ask/question"), held("buy/login")});
  undecided.judgement.findings[0].policy = Policy::fail;
  undecided.judgement.findings[0].blocks = Blocks::undecided;
  undecided.status = 3;
  return undecided;
}

Report no_baseline() {
  Report first = report(Verdict::inconclusive,
                        {without_baseline(held("buy/add to cart")),
                         without_baseline(held("buy/login")), guarded("buy/add to cart")});
  first.baseline.reset();
  for (ScopeSummary& scope : first.scopes) {
    scope.baseline.reset();
  }
  return first;
}

Report untrusted() {
  const std::string reason = "the runner gave loadgate's threads only 71 % of the time they wanted";
  Report doubtful = report(Verdict::inconclusive, {unclear("buy/add to cart"), held("buy/login")});
  Finding& finding = doubtful.judgement.findings[0];
  finding.reason = reason;
  finding.advice = "give loadgate a core of its own, or lower the rate";
  doubtful.judgement.trust = {.trust = Trust::untrusted,
                              .reasons = {reason},
                              .advice = "use a larger runner, or lower the rate"};
  doubtful.lag_p99 = 31'000'000;
  doubtful.phases[0].achieved_per_second = 43.1;
  doubtful.deliveries[0].started = 1293;
  return doubtful;
}

/// The service crashed under the load; one rule had no baseline, one is only told.
Report target_died() {
  Finding told = slower("ask/question");
  told.state = State::info;
  told.severity = Severity::info;
  told.blocks = Blocks::nothing;
  told.policy = Policy::pass;
  Finding cut = unclear("buy/login");
  cut.reason = "the run did not come to its end";
  cut.advice = "a complete run";
  Report died = report(Verdict::fail, {too_many_errors("buy/add to cart"), cut,
                                       without_baseline(held("buy/add to cart")), told});
  died.end = RunEnd::target_died;
  died.description = "Adds to the cart while others ask.";
  died.deliveries[0].started = 1204;
  return died;
}

Report hostile_names() {
  const std::string evil =
      "a|b`c <img src=x onerror=alert(1)> @admin ![x][y] https://evil.example ]]> \x1b[31m \x01\n"
      "::set-output name=verdict::pass\n##[error]x %0A \xff end";
  Finding finding = slower("buy/" + evil);
  finding.reason = evil;
  finding.advice = evil;
  Report hostile = report(Verdict::fail, {finding, held("buy/login")});
  hostile.spec_name = evil;
  hostile.spec_file = "dir,with:odd/lo|ad.yaml";
  hostile.baseline->described = evil;
  hostile.provenance.ref = evil;
  hostile.provenance.commit = "`|<b>@x";
  hostile.phases[0].name = evil;
  hostile.steps[1] = "buy/" + evil;
  hostile.scopes[0].now.step = "buy/" + evil;
  hostile.errors[0].detail = evil;
  hostile.warnings = {evil};
  hostile.testbed.runner_label = evil;
  hostile.description = evil;
  hostile.deliveries[0].phase = evil;
  return hostile;
}

Report in_flight_check() {
  Report piled_up =
      report(Verdict::fail, {in_flight(212), held("buy/add to cart"), held("buy/login")});
  piled_up.phases[0].achieved_per_second = 42.9;
  piled_up.deliveries[0].started = 1288;
  piled_up.scopes[0].now.outcomes = {{"ok", 1288}, {"dropped", 212}};
  piled_up.errors = {};
  return piled_up;
}

Report many_findings() {
  std::vector<Finding> findings;
  for (int i = 1; i <= 14; ++i) {
    findings.push_back(slower("buy/step " + std::to_string(i)));
    findings.back().where.line = 20 + i;
  }
  findings.push_back(too_many_errors("buy/step 1"));
  return report(Verdict::fail, findings);
}

Waiver waiver(const std::string& rule, const std::string& reason) {
  return {.rule = rule,
          .max_increase = 0.3,
          .max_decrease = std::nullopt,
          .reason = reason,
          .owner = "@payments",
          .expires = "2026-12-31",
          .where = {.line = 40, .column = 5}};
}

/// Everything that a reviewer decides: a waiver, a loosened rule, an edited baseline, a second job,
/// a release, another phase.
Report policies() {
  Finding suspect = slower("ask/question");
  suspect.state = State::suspect;
  suspect.blocks = Blocks::undecided;
  suspect.reason += " in one job: a second one decides";
  suspect.advice =
      "measure in another job and judge both: loadgate check loadgate.yaml --confirm "
      "loadgate-report";
  Finding loosened = slower("buy/login");
  loosened.key += " policy_change";
  loosened.state = State::policy_change;
  loosened.blocks = Blocks::nothing;
  loosened.policy = Policy::warn;
  loosened.where = {.line = 0, .column = 0};
  loosened.reason =
      "loosened by this change (max_increase); as it was, it would not hold: at "
      "least +11.2 %";
  Finding early = warned(slower("buy/login"));
  early.severity = Severity::error;
  early.tolerance = 0.5;
  early.warn_at = 0.1;
  Finding waived = slower("buy/add to cart");
  waived.state = State::waived;
  waived.blocks = Blocks::nothing;
  waived.policy = Policy::pass;
  waived.reason =
      "+17.9 %, where the rule allows +10 %; waived until 2026-12-31 by @payments: adds "
      "fraud check, PERF-812";
  Finding since = held("buy/login");
  since.key = "latency.p95 buy/login [steady] since_release";
  since.against = "release v1.2.0";
  Finding drift = slower("buy/add to cart");
  drift.key = "latency.p95 buy/add to cart [after vs steady] increase";
  drift.phase = "after";
  drift.against = "steady";
  Report decided = report(Verdict::fail, {drift, suspect, loosened, early, waived, since});
  const std::string hostile = "a | b `c` @d <img src=x>";
  decided.judgement.waivers = {
      {.waiver = waiver("latency.p95 buy/add to cart [steady]", "adds fraud check, PERF-812"),
       .use = WaiverUse::used},
      {.waiver = waiver("latency.p95 ask/question [steady]", hostile),
       .use = WaiverUse::names_nothing}};
  decided.judgement.suggestions = {
      "at_most of latency.p95 buy/login [steady] could be 125 ms instead of 400 ms: no run was "
      "above 100 ms"};
  decided.baseline->changed_in_tree = true;
  decided.baseline->edited_verdict = "pass";
  decided.baseline->edited_headline = "6 rules hold: compared with the working tree";
  return decided;
}

Report not_measured() {
  Report nothing = report(Verdict::not_measured, {});
  nothing.failure = "cannot connect to http://127.0.0.1:9: connection refused";
  nothing.failure_hint = "start the service, or set target.url";
  nothing.phases = {};
  nothing.deliveries = {};
  nothing.scopes = {};
  nothing.seconds = {};
  nothing.errors = {};
  return nothing;
}

}  // namespace

std::vector<GoldenCase> golden_cases() {
  return {{"pass", pass()},
          {"fail", fail()},
          {"warn", warn()},
          {"inconclusive", inconclusive()},
          {"no_baseline", no_baseline()},
          {"untrusted", untrusted()},
          {"target_died", target_died()},
          {"hostile_names", hostile_names()},
          {"in_flight_check", in_flight_check()},
          {"many_findings", many_findings()},
          {"policies", policies()},
          {"not_measured", not_measured()}};
}

}  // namespace loadgate::testing
