// SPDX-License-Identifier: Apache-2.0
#include "report/markdown.h"

#include <gmock/gmock.h>

#include "report/markdown_escape.h"
#include "support/report_builder.h"

namespace loadgate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace loadgate::testing;  // NOLINT: the builders

TEST(escape_markdown, keeps_ordinary_words) {
  EXPECT_EQ(escape_markdown("buy/add to cart · p95 +18 %, ≤ 400 ms"),
            "buy/add to cart · p95 +18 %, ≤ 400 ms");
}

TEST(escape_markdown, takes_the_meaning_from_markup) {
  EXPECT_EQ(escape_markdown("a|b `c` *d* _e_ ~f~ \\g $h$"),
            "a\\|b \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ \\\\g \\$h\\$");
}

TEST(escape_markdown, makes_html_visible) {
  EXPECT_EQ(escape_markdown("<img onerror=x> &lt;"), "&lt;img onerror=x&gt; &amp;lt;");
}

TEST(escape_markdown, makes_no_link_image_mention_or_reference) {
  EXPECT_EQ(escape_markdown("![x](y) @admin #12 https://evil.example www.evil.example"),
            "\\!\\[x\\](y) @&#8203;admin #&#8203;12 https:&#8203;//evil.example "
            "www&#8203;.evil.example");
}

TEST(escape_markdown, keeps_one_line_and_drops_control_characters) {
  EXPECT_EQ(escape_markdown("a\r\n| b \x1b[31m"), "a  \\| b  \\[31m");
}

TEST(markdown_code, fences_longer_than_the_backticks_inside) {
  EXPECT_EQ(markdown_code("add to cart"), "`add to cart`");
  EXPECT_EQ(markdown_code("a``b`"), "``` a``b` ```");
  EXPECT_EQ(markdown_code(""), "`  `");
  EXPECT_EQ(markdown_code("a\nb"), "`a b`");
}

TEST(markdown, leaves_out_whole_sections_for_size_and_says_which) {
  const Report whole = report(Verdict::fail, {slower("buy/add to cart"), held("buy/login")});
  const std::string all = render_markdown(whole);
  EXPECT_EQ(markdown_within(whole, all.size()), all);
  const std::string less = markdown_within(whole, all.size() - 1);
  EXPECT_LE(less.size(), all.size() - 1);
  EXPECT_THAT(less, Not(HasSubstr("Steps in each phase")));
  EXPECT_THAT(less, HasSubstr("_Left out for size: the steps._"));
  EXPECT_THAT(less, HasSubstr("✅ 1 rule holds"));
}

TEST(markdown, keeps_the_headline_whatever_the_size) {
  const Report whole = report(Verdict::fail, {slower("buy/add to cart")});
  EXPECT_THAT(markdown_within(whole, 1), HasSubstr("### ❌ checkout: add to cart is slower"));
}

TEST(markdown, shows_a_message_of_several_lines_whole) {
  Report nothing = report(Verdict::not_measured, {});
  nothing.failure = "target.start ended with status 1\n  | bind: address in use";
  EXPECT_THAT(render_markdown(nothing), HasSubstr("> `target.start ended with status 1`  \n"
                                                  "> `  | bind: address in use`  \n"));
}

TEST(markdown, says_that_an_undecided_rule_blocks) {
  Finding blocking = unclear("buy/login");
  blocking.blocks = Blocks::undecided;
  blocking.policy = Policy::fail;
  EXPECT_THAT(render_markdown(report(Verdict::inconclusive, {blocking})),
              HasSubstr("| ❔ inconclusive, blocks |"));
}

TEST(markdown, names_the_run_that_ended_early) {
  Report early = report(Verdict::inconclusive, {unclear("buy/login")});
  early.end = RunEnd::interrupted;
  EXPECT_THAT(render_markdown(early),
              HasSubstr("The run was interrupted: only what was measured until then is judged."));
}

TEST(markdown, says_by_counted_flows_whether_the_load_was_delivered) {
  Report counted = report(Verdict::fail, {slower("buy/login")});
  counted.phases[0].offered_per_second = 100;
  counted.phases[0].achieved_per_second = 97.5;  // Poisson arrivals: all were sent
  EXPECT_THAT(
      render_markdown(counted),
      HasSubstr("- The load of `steady` was delivered: all 1,500 planned flows were started.\n"));
  counted.deliveries[0].started = 1499;
  EXPECT_THAT(render_markdown(counted),
              HasSubstr("- The load of `steady` was not delivered: only 1,499 of 1,500 planned "
                        "flows were started.\n"));
  counted.deliveries[0] = {.phase = "steady", .planned = 1, .started = 1};
  EXPECT_THAT(render_markdown(counted),
              HasSubstr("The load of `steady` was delivered: its 1 planned flow was started."));
}

TEST(markdown, shows_the_specs_description_below_the_headline_as_plain_words) {
  Report described = report(Verdict::pass, {held("buy/login")});
  described.description = "Cart <b>\n# flow";
  EXPECT_THAT(render_markdown(described),
              HasSubstr("compared with main@&#8203;1a2b3c4\n\nCart &lt;b&gt; #&#8203; flow\n\n"));
}

TEST(markdown, puts_the_first_baseline_after_what_has_failed) {
  const std::string text = render_markdown(
      report(Verdict::fail, {slower("buy/login"), without_baseline(held("ask/question"))}));
  const std::size_t fix = text.find("Fix it; or");
  const std::size_t record = text.find(
      "There is no baseline yet, and this run is none: mend what is said above first, then make "
      "one with `loadgate baseline record loadgate.yaml --runs 8`.");
  EXPECT_NE(record, std::string::npos);
  EXPECT_LT(fix, record);
}

TEST(markdown, takes_no_broken_cut_or_doubtful_run_for_a_first_baseline) {
  Report first = report(Verdict::inconclusive, {without_baseline(held("buy/login"))});
  EXPECT_THAT(render_markdown(first), HasSubstr("The first baseline: "));
  Report cut = first;
  cut.end = RunEnd::interrupted;
  EXPECT_THAT(render_markdown(cut), HasSubstr("this run is none"));
  first.judgement.trust.trust = Trust::untrusted;
  EXPECT_THAT(render_markdown(first), HasSubstr("this run is none"));
}

TEST(markdown, tells_once_that_flows_were_not_started) {
  Report short_of = report(Verdict::inconclusive, {unclear("buy/login")});
  short_of.deliveries[0].started = 0;
  short_of.judgement.trust = {.trust = Trust::untrusted,
                              .reasons = {"only 0 of 1,500 planned flows were started"},
                              .advice = {}};
  EXPECT_THAT(render_markdown(short_of),
              HasSubstr("- Not to be trusted: only 0 of 1,500 planned flows were started."));
  EXPECT_THAT(render_markdown(short_of), Not(HasSubstr("was not delivered")));
  short_of.judgement.verdict = Verdict::not_measured;
  EXPECT_THAT(render_markdown(short_of), HasSubstr("nothing could be measured — only 0 of 1,500"));
  EXPECT_THAT(render_markdown(short_of), Not(HasSubstr("Not to be trusted")));
}

TEST(markdown, asks_for_no_baseline_where_the_spec_does_without) {
  Finding silent = without_baseline(held("ask/question"));
  silent.policy = Policy::pass;
  EXPECT_THAT(render_markdown(report(Verdict::fail, {slower("buy/login"), silent})),
              Not(HasSubstr("first baseline")));
}

TEST(markdown, asks_for_the_machine_where_every_step_moved) {
  EXPECT_THAT(render_markdown(report(Verdict::fail, {slower("buy/login"), slower("ask/question")})),
              HasSubstr("Every step that was compared moved: suspect the machine"));
}

TEST(markdown, tells_full_names_where_two_scenarios_share_a_step_name) {
  Report twins = report(Verdict::fail, {slower("buy/login"), held("ask/login")});
  twins.steps = {"buy/login", "ask/login"};
  EXPECT_THAT(render_markdown(twins), HasSubstr("Only `buy/login` moved; `ask/login` did not"));
}

TEST(markdown, quotes_a_spec_with_a_strange_name_for_the_shell) {
  Report strange = report(Verdict::warn, {without_baseline(held("buy/login"))});
  strange.spec_file = "it's; rm -rf.yaml";
  EXPECT_THAT(render_markdown(strange),
              HasSubstr("`loadgate baseline record 'it'\\''s; rm -rf.yaml' --runs 8`"));
}

}  // namespace
}  // namespace loadgate
