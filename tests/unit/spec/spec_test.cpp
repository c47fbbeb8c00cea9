// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/files.h"
#include "unit/spec/dump.h"
#include "unit/spec/parsing.h"

namespace loadgate {
namespace {

using testing::dump;
using testing::mistakes_in;
using testing::parse;
using testing::with_line;

TEST(Spec, smallest_one_takes_every_default) {
  EXPECT_EQ(dump(parse(testing::small_text)),
            "shop.yaml shop: \n"
            "url 'http://127.0.0.1:8080'\nmock \nhttp 0\ntransport 0\ntimeouts 10s 5s none\n"
            "headers \nauth none\ntls    1\n"
            "scenario main 1\n"
            "  step GET /api/items: GET '/api/items' headers  body none expect max none timeout "
            "none on_error 0 pauses \n"
            "  at the end \n"
            "load 1 0 none 1\n  phase load open 50/s to none for 30s measured\n"
            "baseline baselines/shop.json auto 10 5 1 2\ngate 0.95 1 0 1 1 extend 2\nrules 0\n"
            "reports loadgate-report markdown junit json\n");
}

std::string phase_of(const std::string& load) {
  return dump(parse(with_line("load: " + load)).load.phases.at(0));
}

TEST(Spec, shorthands_of_load_are_one_phase) {
  EXPECT_EQ(phase_of("{rate: 3000/min, for: 1m}"), "load open 50/s to none for 60s measured");
  EXPECT_EQ(phase_of("{rate: 50/s, to: 100/s, for: 30s}"),
            "load open 50/s to 100/s for 30s measured");
  EXPECT_EQ(phase_of("{users: 20, for: 30s}"), "load closed 20 to none for 30s measured");
  EXPECT_EQ(phase_of("{users: 20, to: 50, for: 30s}"), "load closed 20 to 50 for 30s measured");
  EXPECT_EQ(phase_of("{iterations: 2k}"), "load iterations 2000 by 1 measured");
  EXPECT_EQ(phase_of("{iterations: 100, users: 5}"), "load iterations 100 by 5 measured");
}

TEST(Spec, pauses_stand_before_their_step_or_at_the_end) {
  const Scenario scenario =
      parse(with_line("scenario: [GET /a, {pause: 1s}, {pause: 500ms..2s}, GET /b, {pause: 3s}]"))
          .scenarios.at(0);
  ASSERT_EQ(scenario.steps.size(), 2U);
  EXPECT_TRUE(scenario.steps[0].pauses_before.empty());
  ASSERT_EQ(scenario.steps[1].pauses_before.size(), 2U);
  EXPECT_EQ(scenario.steps[1].pauses_before[1].low, Nanoseconds(500'000'000));
  EXPECT_EQ(scenario.steps[1].pauses_before[1].high, Nanoseconds(2'000'000'000));
  ASSERT_EQ(scenario.pauses_after.size(), 1U);
}

TEST(Spec, has_further_targets_with_defaults_and_credentials_of_their_own) {
  const Spec spec = parse(
      "version: 1\ntarget: {url: http://a, timeout: 3s, headers: {X-A: 1}}\n"
      "targets: {inbox: {url: http://b, auth: {bearer: x}}, files: http://c}\n"
      "scenario: [GET /a, {request: GET /b, target: inbox}, {request: GET /c, target: files}]\n"
      "load: {rate: 50/s, for: 30s}\n");
  ASSERT_EQ(spec.targets.size(), 2U);
  EXPECT_EQ(spec.targets[0].name, "inbox");
  EXPECT_TRUE(spec.targets[0].headers.empty());
  EXPECT_TRUE(std::holds_alternative<BearerAuth>(spec.targets[0].auth));
  EXPECT_EQ(spec.targets[0].timeout, Nanoseconds(10'000'000'000));
  EXPECT_EQ(spec.targets[1].name, "files");
  EXPECT_EQ(spec.scenarios[0].steps[1].target, "inbox");
}

Poll poll_of(const std::string& poll) {
  return *parse(with_line("scenario: [{request: GET /a, poll: " + poll + "}]"))
              .scenarios[0]
              .steps[0]
              .poll;
}

TEST(Spec, reads_what_a_poll_waits_for) {
  const Poll by_json = poll_of("{until: 'json:/status == done != x', every: 200ms}");
  EXPECT_EQ(by_json.until.source, CaptureKind::json);
  EXPECT_EQ(by_json.until.expression, "/status");
  EXPECT_TRUE(by_json.until.is_equal);
  EXPECT_EQ(dump(by_json.until.value), "'done != x'");
  EXPECT_EQ(by_json.every, Nanoseconds(200'000'000));
  EXPECT_EQ(by_json.max_requests, 30);
  const Poll by_header = poll_of("{until: 'header:X-State != ${env:WORD}', max_requests: 2}");
  EXPECT_EQ(by_header.until.source, CaptureKind::header);
  EXPECT_EQ(by_header.until.expression, "X-State");
  EXPECT_FALSE(by_header.until.is_equal);
  EXPECT_EQ(by_header.max_requests, 2);
  EXPECT_EQ(poll_of("{until: 'status == 200'}").until.source, CaptureKind::status);
}

TEST(Spec, reads_what_ends_the_load_early) {
  const Load load =
      parse(with_line("load: {rate: 50/s, for: 30s, budget: {requests: 20k, time: 5m}, "
                      "stop_when: [error_rate > 20% for 5s, latency.p95 > 2s for 1m]}"))
          .load;
  EXPECT_EQ(load.budget.requests, 20'000);
  EXPECT_EQ(load.budget.time, Nanoseconds(300'000'000'000));
  ASSERT_EQ(load.stop_when.size(), 2U);
  EXPECT_EQ(load.stop_when[0].metric, "error_rate");
  EXPECT_DOUBLE_EQ(load.stop_when[0].limit, 0.2);
  EXPECT_EQ(load.stop_when[0].duration, Nanoseconds(5'000'000'000));
  EXPECT_EQ(load.stop_when[1].metric, "latency");
  EXPECT_EQ(load.stop_when[1].statistic, Statistic::p95);
  EXPECT_DOUBLE_EQ(load.stop_when[1].limit, 2e9);
  EXPECT_EQ(load.stop_when[1].text, "latency.p95 > 2s for 1m");
}

TEST(Spec, reads_client_credentials) {
  const Spec spec = parse(with_line(
      "target: {url: http://a, auth: {oauth2: {token_url: /token, client_id: me, client_secret: "
      "\"${secret:CLIENT}\", scope: a b}}}"));
  const auto& auth = std::get<OAuth2Auth>(spec.target.auth);
  EXPECT_EQ(dump(auth.token_url), "'/token'");
  EXPECT_EQ(dump(auth.client_id), "'me'");
  EXPECT_EQ(dump(auth.scope), "'a b'");
  ASSERT_EQ(needed_environment(spec).size(), 1U);
  EXPECT_EQ(needed_environment(spec)[0].name, "CLIENT");
}

TEST(Spec, names_the_baseline_by_its_name) {
  EXPECT_EQ(parse(with_line("name: checkout")).baseline.file, "baselines/checkout.json");
  EXPECT_EQ(parse(with_line("baseline: {file: b/x.json}")).baseline.file, "b/x.json");
}

TEST(Spec, needs_a_name_where_the_file_gives_none) {
  const auto spec = parse_spec(testing::small_text, "perf/über uns.yaml", testing::vocabulary());
  ASSERT_FALSE(spec);
  EXPECT_EQ(spec.error().message,
            "perf/über uns.yaml:1:1: the file's name 'über uns' cannot name baseline and reports\n"
            "version: 1\n^\n"
            "hint: add a 'name': letters, digits, '-', '_' and '.', beginning with a letter, digit "
            "or '_'");
}

TEST(Spec, knows_empty_rules_from_none) {
  EXPECT_FALSE(parse(testing::small_text).has_rules);
  EXPECT_TRUE(parse(with_line("rules: []")).has_rules);
}

std::string rule_of(const std::string& rule) {
  return dump(parse(with_line("rules: [" + rule + "]")).rules.at(0));
}

TEST(Spec, rules_are_in_base_units) {
  EXPECT_EQ(rule_of("{metric: latency.p99.9, at_most: 400ms, max_increase: 10%, min_delta: 5ms}"),
            "latency 6 step '' phase '' at_most 4e+08 at_least none max_increase 0.1 max_decrease "
            "none min_delta 5e+06 min_extra 3 min_samples none severity 3 on_no_data 2 origin 0");
  EXPECT_EQ(rule_of("{metric: error_rate.timeout, at_most: 1%, max_increase: 0.5pp, min_extra: 5}"),
            "error_rate.timeout 9 step '' phase '' at_most 0.01 at_least none max_increase 0.005 "
            "max_decrease none min_delta 0 min_extra 5 min_samples none severity 3 on_no_data 2 "
            "origin 0");
  EXPECT_EQ(rule_of("{metric: throughput, at_least: 3000/min, max_decrease: 5%, severity: warn, "
                    "on_no_data: pass, min_samples: 300, phase: lo*, step: main/*}"),
            "throughput 9 step 'main/*' phase 'lo*' at_most none at_least 50 max_increase none "
            "max_decrease 0.05 min_delta 0 min_extra 3 min_samples 300 severity 2 on_no_data 0 "
            "origin 0");
  EXPECT_EQ(rule_of("{metric: bytes_in.mean, at_most: 64k, max_increase: 10%, min_delta: 1k}"),
            "bytes_in 0 step '' phase '' at_most 65536 at_least none max_increase 0.1 max_decrease "
            "none min_delta 1024 min_extra 3 min_samples none severity 3 on_no_data 2 origin 0");
}

TEST(Spec, rule_without_demands_has_the_documented_defaults) {
  EXPECT_EQ(dump(rule_without_demands()),
            " 9 step '' phase '' at_most none at_least none max_increase none max_decrease none "
            "min_delta 0 min_extra 3 min_samples none severity 3 on_no_data 2 origin 0");
}

TEST(Spec, rule_of_severity_off_needs_no_limit) {
  EXPECT_EQ(mistakes_in(with_line("rules: [{metric: error_rate, severity: off}]")), "");
}

TEST(Spec, rule_of_severity_off_needs_no_phase_that_it_would_judge) {
  EXPECT_EQ(mistakes_in("version: 1\ntarget: http://a\nscenario: [GET /a]\n"
                        "load: {users: 5, for: 30s}\n"
                        "rules: [{metric: error_rate, severity: off}]\n"),
            "");
}

TEST(Spec, rule_knows_its_line) {
  const Spec spec =
      parse(testing::small_text + "rules:\n  - metric: latency.p95\n    at_most: 1s\n");
  EXPECT_EQ(spec.rules.at(0).where, (Position{.line = 6, .column = 5}));
}

TEST(Spec, may_begin_with_a_byte_order_mark_and_end_lines_as_windows_does) {
  std::string text = "\xEF\xBB\xBF";
  for (const char character : testing::small_text) {
    text += character == '\n' ? std::string("\r\n") : std::string(1, character);
  }
  EXPECT_EQ(dump(parse(text)), dump(parse(testing::small_text)));
}

TEST(Spec, aliases_stand_for_what_they_name) {
  const Spec spec = parse(
      "version: 1\ntarget: {url: http://a, headers: &all {Accept: text/plain}}\n"
      "scenario: [{request: GET /a, headers: *all}]\nload: {rate: 50/s, for: 30s}\n");
  EXPECT_EQ(spec.scenarios.at(0).steps.at(0).headers.at(0).name, "Accept");
}

class GoodSpec : public ::testing::TestWithParam<const char*> {};

/// `checkout` is the example of the design, cut to what is built.
TEST_P(GoodSpec, is_read_as_exactly_these_values) {
  const std::string path = std::string(TEST_DATA_DIR "/specs/") + GetParam();
  const Result<Spec> spec = read_spec(path + ".yaml", testing::vocabulary());
  ASSERT_TRUE(spec) << spec.error().message;
  const std::string text = dump(*spec);
  const std::string shown = text.substr(text.find(' ') + 1);  // the path differs
  if (std::getenv("LOADGATE_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(path + ".dump", shown));
  }
  EXPECT_EQ(shown, read_file(path + ".dump", 1 << 20).value());
}

INSTANTIATE_TEST_SUITE_P(All, GoodSpec, ::testing::Values("checkout", "unusual"));

TEST(Spec, file_that_does_not_exist_is_named) {
  const Result<Spec> spec = read_spec("/nowhere/shop.yaml", testing::vocabulary());
  ASSERT_FALSE(spec);
  EXPECT_THAT(spec.error().message, ::testing::HasSubstr("/nowhere/shop.yaml"));
}

TEST(Spec, lists_each_needed_variable_once) {
  const Spec spec = parse(
      "version: 1\n"
      "target: {url: 'http://${env:HOST}:${env:PORT:-80}', auth: {bearer: '${secret:TOKEN}'},\n"
      "         start: {command: ./a, env: {A: '${env:INNER}'}}}\n"
      "scenario:\n"
      "  - {request: 'GET /${env:HOST}', json: {a: ['${env:LIST}']}}\n"
      "  - {request: GET /b, expect: {json: {/a: '${secret:HOST}'}, contains: '${var:V}'}}\n"
      "load: {rate: 50/s, for: 30s}\n");
  std::string names;
  for (const Reference& reference : needed_environment(spec)) {
    names += (reference.kind == ReferenceKind::secret ? "secret:" : "env:") + reference.name + " ";
  }
  EXPECT_EQ(names, "env:HOST secret:TOKEN env:INNER env:LIST secret:HOST ");
}

}  // namespace
}  // namespace loadgate
