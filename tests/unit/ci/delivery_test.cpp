// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "ci/ci.h"
#include "support/report_builder.h"

namespace loadgate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace loadgate::testing;  // NOLINT: the builders

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(github_annotations, stay_under_what_github_shows_of_a_level) {
  Report many = report(Verdict::fail, std::vector<Finding>(40, slower("buy/login")));
  const std::string text = github_annotations(many);
  EXPECT_EQ(count_of(text, "::error "), 10U);
  EXPECT_THAT(text, HasSubstr("::and 31 more errors: all are in the step summary\n"));
  many.judgement.findings.resize(9, slower("buy/login"));
  EXPECT_THAT(github_annotations(many), Not(HasSubstr("more error")));
}

TEST(github_annotations, of_several_specs_share_what_github_shows) {
  std::vector<Report> reports(2, report(Verdict::fail, {6, slower("buy/login")}));
  reports[1].spec_file = "second.yaml";
  const std::string text = github_annotations(reports);
  EXPECT_EQ(count_of(text, "::error "), 10U);
  EXPECT_EQ(count_of(text, "file=second.yaml,line=21"), 3U);
  EXPECT_THAT(text, HasSubstr("::and 3 more errors: all are in the step summary\n"));
  EXPECT_EQ(count_of(github_annotations(reports, 2), "::error "), 8U);
  EXPECT_EQ(count_of(github_annotations(reports, 50), "::error "), 1U);
}

TEST(github_annotations, say_nothing_where_everything_holds) {
  EXPECT_EQ(github_annotations(report(Verdict::pass, {held("buy/login")})), "");
}

TEST(github_annotations, cut_titles_and_messages) {
  Report long_names = report(Verdict::fail, {slower("buy/" + std::string(5000, 'x'))});
  long_names.spec_name = std::string(500, 'y');
  const std::string text = github_annotations(long_names);
  const std::size_t title = text.find("title=") + 6;
  const std::size_t message = text.find("::", title);
  EXPECT_LE(message - title, 125U);
  EXPECT_LE(text.size() - message, 1030U);
}

TEST(github_annotations, name_the_file_without_a_leading_dot) {
  Report here = report(Verdict::fail, {slower("buy/login")});
  here.spec_file = "./perf/../loadgate.yaml";
  EXPECT_THAT(github_annotations(here), HasSubstr("::error file=loadgate.yaml,line=21,"));
}

TEST(github_annotations, are_one_line_each_whatever_a_server_said) {
  Report hostile = report(Verdict::fail, {in_flight(1)});
  hostile.judgement.findings[0].reason = "a\n::set-output name=verdict::pass\r\n##[error]b";
  const std::string text = github_annotations(hostile);
  EXPECT_EQ(count_of(text, "\n"), 1U);
  EXPECT_THAT(text, Not(HasSubstr("##[")));
}

TEST(github_outputs, are_heredocs_with_the_delimiter_given) {
  Report mixed = report(Verdict::fail, {slower("buy/login"), held("ask/question")});
  mixed.judgement.findings[1].state = State::improved;
  EXPECT_EQ(github_outputs(mixed, "loadgate-report", "END_1f"),
            "verdict<<END_1f\nfail\nEND_1f\n"
            "exit-code<<END_1f\n1\nEND_1f\n"
            "regressions<<END_1f\n1\nEND_1f\n"
            "improvements<<END_1f\n1\nEND_1f\n"
            "checks-total<<END_1f\n2\nEND_1f\n"
            "report-dir<<END_1f\nloadgate-report\nEND_1f\n"
            "report-markdown<<END_1f\nloadgate-report/report.md\nEND_1f\n"
            "report-junit<<END_1f\nloadgate-report/junit.xml\nEND_1f\n"
            "report-json<<END_1f\nloadgate-report/result.json\nEND_1f\n");
}

TEST(github_outputs, of_several_specs_are_the_worst_verdict_the_sums_and_the_real_status) {
  Report improved = report(Verdict::pass, {held("ask/question")});
  improved.judgement.findings[0].state = State::improved;
  const std::vector<Report> reports{report(Verdict::fail, {slower("buy/login"), held("buy/pay")}),
                                    improved};
  EXPECT_EQ(github_outputs(reports, "loadgate-report", 0, "END_1f"),
            "verdict<<END_1f\nfail\nEND_1f\n"
            "exit-code<<END_1f\n0\nEND_1f\n"
            "regressions<<END_1f\n1\nEND_1f\n"
            "improvements<<END_1f\n1\nEND_1f\n"
            "checks-total<<END_1f\n3\nEND_1f\n"
            "report-dir<<END_1f\nloadgate-report\nEND_1f\n");
}

TEST(github_outputs, of_an_error_beside_other_specs_are_no_verdict) {
  const std::vector<Report> reports{report(Verdict::pass, {held("buy/pay")})};
  EXPECT_THAT(github_outputs(reports, "d", 2, "E"), HasSubstr("verdict<<E\nerror\nE\n"));
  EXPECT_EQ(github_error_outputs(2, "E"), "verdict<<E\nerror\nE\nexit-code<<E\n2\nE\n");
}

TEST(github_outputs, let_no_value_add_an_output) {
  const Report any = report(Verdict::pass, {});
  const std::string broken = github_outputs(any, "dir\nverdict<<X\npass\nX", "END_1f");
  EXPECT_THAT(broken, HasSubstr("report-dir<<END_1f\ndir verdict<<X pass X\nEND_1f\n"));
  EXPECT_THAT(github_outputs(any, "x END_1f", "END_1f"), Not(HasSubstr("report-dir")));
}

TEST(github_summary, stays_under_its_budget) {
  Report large = report(Verdict::fail, std::vector<Finding>(9000, slower("buy/login")));
  const std::string text = github_summary(large);
  EXPECT_LE(text.size(), 900'000U);
  EXPECT_THAT(text, HasSubstr("Left out for size"));
  EXPECT_THAT(text, HasSubstr("### ❌ checkout: login is slower"));
}

TEST(gitlab_code_quality, keeps_a_fingerprint_while_figures_change) {
  Report first = report(Verdict::fail, {slower("buy/login")});
  Report second = first;
  second.judgement.findings[0].now = figure(900 * ms);
  const auto fingerprint = [](const Report& report) {
    return nlohmann::json::parse(gitlab_code_quality(report))[0]["fingerprint"].get<std::string>();
  };
  EXPECT_EQ(fingerprint(first), fingerprint(second));
  EXPECT_EQ(fingerprint(first).size(), 64U);
  second.spec_name = "other";
  EXPECT_NE(fingerprint(first), fingerprint(second));
}

TEST(gitlab_code_quality, is_an_empty_list_where_everything_holds) {
  EXPECT_EQ(gitlab_code_quality(report(Verdict::pass, {held("buy/login")})), "[]\n");
}

TEST(gitlab_code_quality, points_at_the_first_line_where_a_finding_has_none) {
  const auto entries =
      nlohmann::json::parse(gitlab_code_quality(report(Verdict::fail, {in_flight(3)})));
  EXPECT_EQ(entries[0]["location"]["lines"]["begin"], 1);
  EXPECT_EQ(entries[0]["severity"], "critical");
}

TEST(gitlab_code_quality, is_never_empty_where_nothing_was_measured) {
  Report nothing = report(Verdict::not_measured, {});
  nothing.failure = "no route to host";
  const auto entries = nlohmann::json::parse(gitlab_code_quality(nothing));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0]["severity"], "blocker");
}

}  // namespace
}  // namespace loadgate
