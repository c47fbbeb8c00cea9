// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include <gtest/gtest.h>

#include <limits>

#include "report/outline.h"
#include "support/report_builder.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT: the builders

Finding lower_throughput() {
  Finding finding = slower("buy/login");
  finding.metric = "throughput";
  finding.unit = Unit::per_second;
  finding.better = Better::higher;
  finding.baseline = figure(50);
  finding.now = figure(40);
  finding.tolerance = 0.05;
  finding.change = relative(-0.2, -0.25, -0.14);
  finding.reason = "at least −14 %";
  return finding;
}

Finding more_errors() {
  Finding finding = too_many_errors("buy/login");
  finding.kind = FindingKind::increase;
  finding.limit = std::nullopt;
  finding.tolerance = 0.005;
  finding.baseline = figure(0);
  finding.now = figure(0.0213);
  finding.change =
      Change{.estimate = 0.0213, .at_least = 0.012, .at_most = 0.03, .is_relative = false};
  finding.reason = "at least +1.2 pp";
  return finding;
}

TEST(words, a_slower_step_is_one_sentence_with_figures_tolerance_and_certainty) {
  EXPECT_EQ(sentence(slower("buy/add to cart")),
            "add to cart in steady: p95 250 ms, +17.9 % over 212 ms (allowed +10 %, at least "
            "+11.2 %)");
}

TEST(words, a_class_of_the_data_stands_behind_its_step) {
  Finding finding = slower("ask/question");
  finding.data_class = "short";
  EXPECT_EQ(sentence(finding).substr(0, 28), "question [short] in steady: ");
  EXPECT_EQ(rule_text(finding), "latency.p95 · ask/question [short] · steady");
  finding.step.clear();
  EXPECT_EQ(scope_text(finding), "[short]");
}

TEST(words, a_profile_stands_behind_the_name_of_the_spec) {
  EXPECT_EQ(title_of("checkout", ""), "checkout");
  EXPECT_EQ(title_of("checkout", "deploy"), "checkout (deploy)");
}

TEST(words, a_limit_tells_its_interval_instead_of_a_change) {
  EXPECT_EQ(sentence(too_many_errors("buy/login")),
            "login in steady: error rate 8 % (limit 5 %, between 6.6 % and 9.5 %)");
}

TEST(words, a_limit_without_an_interval_tells_its_samples) {
  Finding finding = too_many_errors("buy/login");
  finding.interval_low = std::nullopt;
  EXPECT_EQ(sentence(finding), "login in steady: error rate 8 % (limit 5 %, from 1,500 samples)");
}

TEST(words, errors_grow_in_percentage_points) {
  EXPECT_EQ(sentence(more_errors()),
            "login in steady: error rate 2.13 %, +2.13 pp over 0 % (allowed +0.5 pp, at least "
            "+1.2 pp)");
}

TEST(words, a_metric_where_more_is_better_may_fall_by_its_tolerance) {
  EXPECT_EQ(sentence(lower_throughput()),
            "login in steady: throughput 40.0/s, −20 % over 50.0/s (allowed −5 %, at least −14 %)");
}

TEST(words, a_step_without_figures_tells_its_reason) {
  Finding finding = slower("buy/login");
  finding.state = State::no_data;
  finding.now = std::nullopt;
  finding.change = std::nullopt;
  finding.reason = "no request of it succeeded";
  EXPECT_EQ(sentence(finding), "login in steady: p95: no request of it succeeded");
}

TEST(words, a_check_of_the_run_is_its_reason) {
  EXPECT_EQ(sentence(in_flight(212)),
            "load.in_flight: 212 of 1,500 flows were dropped: the server did not answer the 1,000 "
            "before them");
}

TEST(words, a_censored_figure_is_at_least_that_much) {
  Finding finding = slower("buy/login");
  finding.now->is_censored = true;
  finding.now->value = 10'000 * ms;
  EXPECT_EQ(figure_text(finding.now, finding.unit), "≥ 10.0 s");
}

TEST(words, a_number_without_an_end_is_not_shown_as_one) {
  Finding finding = slower("buy/login");
  finding.change->estimate = std::numeric_limits<double>::infinity();
  EXPECT_EQ(change_text(finding), "–");
  EXPECT_EQ(value_text(std::numeric_limits<double>::quiet_NaN(), Unit::count), "–");
}

TEST(words, min_delta_is_told_where_it_allows_more_than_the_tolerance) {
  Finding finding = held("buy/login");
  finding.min_delta = 5 * ms;
  EXPECT_EQ(allowed_text(finding), "+10 %");  // 9.8 ms of 98 ms
  finding.min_delta = 15 * ms;
  EXPECT_EQ(allowed_text(finding), "+10 % or 15.0 ms");
}

TEST(words, survivors_are_named_where_a_figure_hides_errors) {
  Finding finding = slower("buy/login");
  finding.survivors_only = true;
  EXPECT_EQ(sure_text(finding), "at least +11.2 %; survivors only");
}

TEST(words, a_metric_is_called_as_people_call_it) {
  EXPECT_EQ(quantity_text("latency.p99.9"), "p99.9");
  EXPECT_EQ(quantity_text("ttfb.p95"), "ttfb p95");
  EXPECT_EQ(quantity_text("bytes_in.mean"), "mean bytes in");
  EXPECT_EQ(quantity_text("error_rate"), "error rate");
  EXPECT_EQ(quantity_text("error_rate.timeout"), "error rate (timeout)");
}

TEST(headline, names_the_step_that_got_worse_and_by_how_much) {
  EXPECT_EQ(headline(report(Verdict::fail, {slower("buy/add to cart")})),
            "add to cart is slower: p95 212 ms → 250 ms (+17.9 %, allowed +10 %)");
}

TEST(headline, counts_the_other_rules_that_do_not_hold) {
  EXPECT_EQ(headline(report(Verdict::fail, {slower("buy/login"), too_many_errors("buy/login")})),
            "login is slower: p95 212 ms → 250 ms (+17.9 %, allowed +10 %); 1 more rule does not "
            "hold");
}

TEST(headline, names_the_phase_where_several_are_measured) {
  Report two_phases = report(Verdict::fail, {slower("buy/login")});
  two_phases.phases.push_back(phase("spike"));
  EXPECT_EQ(headline(two_phases),
            "login is slower in steady: p95 212 ms → 250 ms (+17.9 %, allowed +10 %)");
}

TEST(headline, of_a_limit_says_that_it_is_too_much) {
  EXPECT_EQ(headline(report(Verdict::fail, {too_many_errors("buy/login")})),
            "login fails too often: error rate 8 % (limit 5 %)");
}

TEST(headline, has_its_own_words_for_each_kind_of_metric) {
  EXPECT_EQ(headline(report(Verdict::fail, {lower_throughput()})),
            "login delivers less: throughput 50.0/s → 40.0/s (−20 %, allowed −5 %)");
  EXPECT_EQ(headline(report(Verdict::fail, {more_errors()})),
            "login fails more often: error rate 0 % → 2.13 % (+2.13 pp, allowed +0.5 pp)");
}

TEST(headline, of_a_vanished_step_says_that_it_is_missing) {
  Finding gone = slower("buy/login");
  gone.state = State::missing;
  gone.now = std::nullopt;
  gone.reason = "the baseline has it and this run does not";
  EXPECT_EQ(headline(report(Verdict::fail, {gone})),
            "login is missing: the baseline has it and this run does not");
}

TEST(headline, tells_first_why_a_run_cannot_be_trusted) {
  Report doubtful = report(Verdict::inconclusive, {unclear("buy/login")});
  doubtful.judgement.trust = {
      .trust = Trust::untrusted, .reasons = {"loadgate was late"}, .advice = {}};
  EXPECT_EQ(headline(doubtful), "this measurement cannot be trusted: loadgate was late");
}

TEST(headline, of_a_failure_stays_even_where_the_run_cannot_be_trusted) {
  Report doubtful = report(Verdict::fail, {too_many_errors("buy/login")});
  doubtful.judgement.trust.trust = Trust::untrusted;
  EXPECT_EQ(headline(doubtful), "login fails too often: error rate 8 % (limit 5 %)");
}

TEST(headline, explains_the_verdict_where_warnings_stand_beside_what_is_undecided) {
  Finding warning = slower("buy/login");
  warning.state = State::warn;
  warning.blocks = Blocks::nothing;
  const std::vector<Finding> both{warning, unclear("ask/question")};
  EXPECT_EQ(headline(report(Verdict::inconclusive, both)),
            "1 rule could not be decided: p99 of question in steady (between −4 % and +24 %: too "
            "noisy to say)");
  EXPECT_EQ(headline(report(Verdict::warn, both)),
            "login is slower: p95 212 ms → 250 ms (+17.9 %, warns at +10 %)");
}

TEST(headline, of_a_pass_counts_what_does_not_hold_but_does_not_block_either) {
  Finding told = unclear("ask/question");
  told.policy = Policy::pass;
  EXPECT_EQ(headline(report(Verdict::pass, {held("buy/login"), told})),
            "1 rule holds; 1 other rule does not block: compared with main@1a2b3c4");
}

TEST(headline, of_a_spec_without_rules_says_so) {
  EXPECT_EQ(headline(report(Verdict::warn, {})), "no rule was judged");
}

TEST(headline, of_a_run_without_a_request_is_the_judges_warning) {
  Report nothing = report(Verdict::not_measured, {});
  nothing.judgement.warnings = {"no request was sent"};
  EXPECT_EQ(headline(nothing), "nothing could be measured: no request was sent");
}

TEST(headline, of_a_run_that_ended_early_says_why) {
  Report early = report(Verdict::inconclusive, {unclear("buy/login")});
  early.end = RunEnd::target_died;
  EXPECT_EQ(headline(early),
            "the run did not come to its end: the started service ended during the load (see "
            "target.log in the report folder)");
  early.judgement.findings = {held("buy/login")};
  EXPECT_EQ(headline(early).substr(0, 31), "the run did not come to its end");
}

TEST(headline, of_what_cannot_be_compared_is_the_difference) {
  Finding other = unclear("buy/login");
  other.state = State::incomparable;
  other.reason = "recorded at 50/s, this run 100/s: phases[0].rate";
  EXPECT_EQ(headline(report(Verdict::inconclusive, {other})),
            "not compared with the baseline: recorded at 50/s, this run 100/s: phases[0].rate");
}

TEST(headline, of_a_run_that_did_not_come_about_is_the_first_line_of_its_message) {
  Report nothing = report(Verdict::not_measured, {});
  nothing.failure = "target.start: ended with status 1\nlast line of its output";
  EXPECT_EQ(headline(nothing), "nothing could be measured: target.start: ended with status 1");
}

TEST(sure_text, of_a_limit_names_the_samples_where_its_interval_has_no_width) {
  Finding clean = guarded("buy/login");
  clean.now = figure(0);
  clean.samples = 400;
  clean.interval_low = 0;
  clean.interval_high = 0;
  EXPECT_EQ(sure_text(clean), "from 400 samples");
  clean.interval_high = 0.0041;
  EXPECT_EQ(sure_text(clean), "between 0 % and 0.41 %");
}

TEST(outline, counts_what_holds_what_improved_and_what_is_new) {
  Finding improved = held("a/1");
  improved.state = State::improved;
  Finding fresh = held("a/2");
  fresh.state = State::new_step;
  const Report mixed = report(Verdict::pass, {held("a/3"), improved, fresh});
  EXPECT_EQ(holding_text(outline_of(mixed)),
            "2 rules hold, 1 of them improved; 1 rule has nothing to compare with yet");
}

TEST(outline, a_missing_step_fails_only_where_the_policy_blocks) {
  Finding gone = slower("a/1");
  gone.state = State::missing;
  EXPECT_EQ(outline_of(report(Verdict::fail, {gone})).failing.size(), 1U);
  gone.blocks = Blocks::nothing;
  const Report allowed = report(Verdict::warn, {gone});
  EXPECT_EQ(outline_of(allowed).failing.size(), 0U);
  EXPECT_EQ(outline_of(allowed).warning.size(), 1U);
}

}  // namespace
}  // namespace loadgate
