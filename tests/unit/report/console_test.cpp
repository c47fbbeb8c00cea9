// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "report/report.h"
#include "support/report_builder.h"

namespace loadgate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace loadgate::testing;  // NOLINT: the builders

TEST(console, colors_signs_and_the_verdict_without_moving_a_column) {
  const Report failing = report(Verdict::fail, {slower("buy/add to cart"), held("buy/login")});
  std::string colored = render_console(failing, Color::on, Detail::brief);
  EXPECT_THAT(colored, HasSubstr("\x1b[1;31m✗ FAIL\x1b[0m   add to cart is slower"));
  EXPECT_THAT(colored, HasSubstr("  \x1b[1;31m✗\x1b[0m  latency.p95"));
  EXPECT_THAT(colored, HasSubstr("  \x1b[32m✓\x1b[0m 1 rule holds"));
  for (std::size_t at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b')) {
    colored.erase(at, colored.find('m', at) + 1 - at);
  }
  EXPECT_EQ(colored, render_console(failing, Color::off, Detail::brief));
}

TEST(console, lists_the_rules_that_hold_when_asked) {
  const Report passing = report(Verdict::pass, {held("buy/login")});
  EXPECT_THAT(render_console(passing, Color::off, Detail::verbose),
              HasSubstr("  ✓  latency.p95  buy/login  steady  98.0 ms → 100 ms  +2.04 %  allowed "
                        "+10 %  no more than +4.1 %\n"));
  EXPECT_THAT(render_console(passing, Color::off, Detail::brief), Not(HasSubstr("latency.p95")));
}

TEST(console, shows_warnings_even_where_everything_holds) {
  Report passing = report(Verdict::pass, {held("buy/login")});
  passing.judgement.warnings = {"the error guard of buy/login is off"};
  EXPECT_THAT(render_console(passing, Color::off, Detail::brief),
              HasSubstr("  Warning: the error guard of buy/login is off.\n"));
}

TEST(console, says_of_a_first_run_what_it_lacks_and_how_to_make_it) {
  const Report first = report(Verdict::inconclusive, {without_baseline(held("buy/login"))});
  EXPECT_THAT(render_console(first, Color::off, Detail::brief),
              HasSubstr("checkout  ? NO BASELINE YET   this run was measured, and there is nothing "
                        "to compare it with; make the first one: loadgate baseline record "
                        "loadgate.yaml --runs 8\n"));
}

TEST(console, lets_no_terminal_escape_through) {
  Report hostile = report(Verdict::fail, {slower("buy/\x1b]0;owned\x07")});
  hostile.spec_name = "\x1b[2J";
  hostile.errors[0].detail = "\x1b[31m\r\nfake line";
  hostile.warnings = {
      "\x9b"
      "31m"};
  const std::string text = render_console(hostile, Color::off, Detail::verbose);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  EXPECT_THAT(text, Not(HasSubstr("\nfake line")));
  EXPECT_THAT(text, Not(HasSubstr("\x9b")));
}

TEST(formats, each_row_renders_a_report_and_is_found_by_its_name) {
  const Report any = report(Verdict::pass, {held("buy/login")});
  for (const Format& format : all_formats()) {
    EXPECT_EQ(find_format(format.name), &format);
    EXPECT_THAT(format.render(any), HasSubstr("checkout")) << format.name;
    EXPECT_FALSE(format.description.empty());
  }
  EXPECT_EQ(find_format("html"), nullptr);
}

}  // namespace
}  // namespace loadgate
