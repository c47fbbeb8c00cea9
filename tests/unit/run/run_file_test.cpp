// SPDX-License-Identifier: Apache-2.0
#include "run/run_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "run/columns.h"
#include "support/run_builder.h"
#include "support/spec_builder.h"

namespace loadgate {
namespace {

using nlohmann::json;
using testing::a_run;

Rule full_rule() {
  Rule rule = testing::rule("latency", Statistic::p999);
  rule.step = "buy/*";
  rule.phase = "steady";
  rule.at_most = 4e8;
  rule.max_increase = 0.1;
  rule.min_delta = 5e6;
  rule.min_samples = 300;
  rule.severity = Severity::warn;
  rule.on_no_data = Policy::pass;
  rule.where = Position{.line = 12, .column = 3};
  return rule;
}

/// No field left at its zero.
Run full_run() {
  return a_run()
      .with_spread("buy/login", "steady", 20, 12.5)
      .with_outcomes("buy/pay", "steady", Outcome::timeout_total, 3, 10'000)
      .with_outcomes("ask/question", "spike", Outcome::dropped, 2)
      .with_closed_phase("users", 20)
      .with_rule(full_rule())
      .with_rule(testing::rule("error_rate.timeout", Statistic::value))
      .with_check({.step = 1, .phase = 1, .name = "json /token_type", .passed = 3, .evaluated = 7})
      .with_end(RunEnd::interrupted)
      .with([](loadgate::Run& run) {
        run.seed = std::numeric_limits<std::uint64_t>::max();
        run.provenance.started_at.nanoseconds += 123'456'789;
        run.provenance.overrides = {{"seed", "7"}};
        run.testbed.cpu_quota = "1.50";
        run.health.run_delay_share = 1.0 / 3;
        run.health.steal_share = -1;
        run.health.longest_stall = 1'500'000;
        run.preflight_requests = 3;
        run.warnings = {"the preflight of 'ask' got 404", "naïve — \"quoted\"\n"};
        run.errors = {ErrorExample{.outcome = Outcome::server_5xx,
                                   .step = 1,
                                   .phase = 0,
                                   .status = 502,
                                   .detail = "<html>"}};
        run.samples[0].connect_time = 40'000;
        run.samples[0].is_new_connection = true;
        run.flows[0].user = run.samples[0].user = run.samples[1].user = 9;
      })
      .build();
}

/// The message, or "none". `change` spoils the JSON of a good run.
template <typename Change>
std::string mistake_after(Change change) {
  json tree = json::parse(run_to_json(full_run()));
  change(tree);
  const Result<loadgate::Run> run = run_from_json(tree.dump(), "run.json");
  return run ? "none" : run.error().message;
}

std::string mistake_in(std::string_view text) {
  const Result<loadgate::Run> run = run_from_json(text, "run.json");
  return run ? "none" : run.error().message;
}

TEST(RunFile, LosesNothing) {
  const loadgate::Run run = full_run();
  const std::string text = run_to_json(run);
  const loadgate::Run again = run_from_json(text, "run.json").value();
  EXPECT_EQ(again.samples, run.samples);
  EXPECT_EQ(again.flows, run.flows);
  EXPECT_EQ(again.seed, run.seed);
  EXPECT_EQ(again.provenance.started_at, run.provenance.started_at);
  EXPECT_EQ(again.health.run_delay_share, run.health.run_delay_share);
  EXPECT_EQ(again.rules.at(0).at_most, run.rules.at(0).at_most);
  EXPECT_EQ(again.rules.at(0).at_least, std::nullopt);
  EXPECT_EQ(again.rules.at(0).where, run.rules.at(0).where);
  EXPECT_EQ(again.warnings, run.warnings);
  EXPECT_EQ(run_to_json(again), text);
}

TEST(RunFile, WithoutTheFieldsThatWereAddedLaterIsReadAsBefore) {
  const std::string before = run_to_json(full_run());
  for (const char* added :
       {"rx_age", "wait", "attempts", "data_class", "profile", "shard", "_own"}) {
    EXPECT_EQ(before.find(added), std::string::npos) << added;
  }
  loadgate::Run run = full_run();
  run.profile = "deploy";
  run.classes = {"short"};
  run.shards = {.count = 3, .held = {{.index = 1, .started_at = {1}, .ended_at = {2}, .job = "a"}}};
  run.health.canary_before_p50 = 41'000;
  run.samples[0].rx_age = 12'000;
  run.samples[0].attempts = 2;
  run.samples[0].first_outcome = Outcome::rate_limited;
  run.samples[0].data_class = 0;
  run.samples[0].connect_own = 1;
  run.samples[0].tls_own = 2;
  run.samples[0].first_own = 3;
  run.samples[0].earlier_own = 4;
  run.samples[0].wait_own = 5;
  const loadgate::Run again = run_from_json(run_to_json(run), "run.json").value();
  EXPECT_EQ(again.samples, run.samples);
  EXPECT_EQ(again.shards, run.shards);
  EXPECT_EQ(again.classes, run.classes);
  EXPECT_EQ(again.profile, "deploy");
  EXPECT_EQ(again.health.canary_before_p50, 41'000);
}

TEST(RunFile, BeginsWithItsSchema) {
  EXPECT_TRUE(run_to_json(full_run()).starts_with("{\n  \"schema\": \"loadgate.run.v1\",\n"));
}

TEST(RunFile, IsReadWhateverTheOrderOfItsFieldsAndWithUnknownOnes) {
  EXPECT_EQ(mistake_after([](json& tree) {
              tree["aaa"] = {{"later", 1}};
              tree["testbed"]["canary"] = 12;
              tree["samples"]["columns"]["tokens_out"] = "?";
            }),
            "none");
}

TEST(RunFile, TextThatIsNoUtf8IsReplacedNotFatal) {
  loadgate::Run run = full_run();
  run.errors[0].detail = "caf\xE9";
  const loadgate::Run again = run_from_json(run_to_json(run), "run.json").value();
  EXPECT_EQ(again.errors[0].detail, "caf\uFFFD");
}

TEST(RunFile, ThatIsNoJsonIsAnErrorAtItsPlace) {
  EXPECT_EQ(mistake_in(""), "run.json:1:1: the file ends too early, it is cut off");
  EXPECT_EQ(mistake_in("{\n  \"schema\": oops"), "run.json:2:13: not JSON, or a damaged file");
  const std::string text = run_to_json(full_run());
  EXPECT_THAT(mistake_in(std::string_view(text).substr(0, text.size() / 2)),
              ::testing::EndsWith(": the file ends too early, it is cut off"));
  EXPECT_EQ(mistake_in("[1e999]"), "run.json: a number is too large");
}

TEST(RunFile, OfAnotherKindOrVersionIsAnError) {
  EXPECT_EQ(mistake_in("[]"), "run.json: no \"schema\", expected \"loadgate.run.v1\"");
  EXPECT_EQ(mistake_in("{\"schema\": 1}"), "run.json: no \"schema\", expected \"loadgate.run.v1\"");
  EXPECT_EQ(mistake_in(R"({"schema": "loadgate.run.v2"})"),
            "run.json: written as loadgate.run.v2, this version of loadgate reads "
            "loadgate.run.v1");
  EXPECT_EQ(mistake_in(R"({"schema": "loadgate.baseline.v1"})"),
            "run.json: is 'loadgate.baseline.v1', expected loadgate.run.v1");
  EXPECT_EQ(mistake_in("{\"schema\": \"\\u001b[31mred\"}"),
            "run.json: is ' [31mred', expected loadgate.run.v1");
}

TEST(RunFile, AMissingFieldIsNamed) {
  EXPECT_EQ(mistake_after([](json& tree) { tree["testbed"].erase("memory_gib"); }),
            "run.json: testbed.memory_gib is missing");
  EXPECT_EQ(mistake_after([](json& tree) { tree["rules"][1].erase("metric"); }),
            "run.json: rules[1].metric is missing");
  EXPECT_EQ(mistake_after([](json& tree) { tree.erase("samples"); }),
            "run.json: samples.count is missing");
  EXPECT_EQ(mistake_after([](json& tree) { tree["samples"]["columns"].erase("status"); }),
            "run.json: samples.columns.status: expected a text, got null");
}

TEST(RunFile, EveryFieldOfTheFileIsNeededUnlessItIsOptional) {
  const json whole = json::parse(run_to_json(full_run()));
  for (const auto& [name, ignored] : whole.items()) {
    EXPECT_NE(mistake_after([&name](json& tree) { tree.erase(name); }), "none") << name;
    EXPECT_NE(mistake_after([&name](json& tree) { tree[name] = nullptr; }), "none") << name;
  }
}

TEST(RunFile, AWrongTypeIsNamed) {
  EXPECT_EQ(mistake_after([](json& tree) { tree["testbed"]["usable_cores"] = "four"; }),
            "run.json: testbed.usable_cores: expected a whole number, got a text");
  EXPECT_EQ(mistake_after([](json& tree) { tree["seed"] = -1; }),
            "run.json: seed: expected a whole number from 0, got -1");
  EXPECT_EQ(mistake_after([](json& tree) { tree["errors"][0]["status"] = 70'000; }),
            "run.json: errors[0].status: expected a whole number from 0 to 65535, got 70000");
  EXPECT_EQ(mistake_after([](json& tree) { tree["phases"][0]["measure"] = 1; }),
            "run.json: phases[0].measure: expected true or false, got 1");
  EXPECT_EQ(mistake_after([](json& tree) { tree["health"]["steal_share"] = "low"; }),
            "run.json: health.steal_share: expected a number, got a text");
  EXPECT_EQ(mistake_after([](json& tree) { tree["warnings"] = "all well"; }),
            "run.json: warnings: expected a list, got a text");
  EXPECT_EQ(mistake_after([](json& tree) { tree["plan"] = json::array(); }),
            "run.json: plan: expected an object, got array");
  EXPECT_EQ(mistake_after([](json& tree) { tree["plan"]["load"]["settings"][0] = {"one"}; }),
            "run.json: plan.load.settings[0]: expected a list of two texts, got array");
}

TEST(RunFile, AnUnknownWordIsNamed) {
  EXPECT_EQ(mistake_after([](json& tree) { tree["end"] = "exploded"; }),
            "run.json: end is 'exploded', which this version does not know");
  EXPECT_EQ(mistake_after([](json& tree) { tree["errors"][0]["outcome"] = "refusal"; }),
            "run.json: errors[0].outcome is 'refusal', which this version does not know");
  EXPECT_EQ(mistake_after([](json& tree) { tree["provenance"]["ended_at"] = "yesterday"; }),
            "run.json: provenance.ended_at is 'yesterday', expected a time such as "
            "2026-11-21T09:30:00Z");
}

TEST(RunFile, AnIndexThatPointsNowhereIsNamed) {
  const auto column = [](json& tree, const char* rows, const char* name, std::int64_t value) {
    const std::vector<std::int64_t> numbers(tree[rows]["count"].get<std::size_t>(), value);
    tree[rows]["columns"][name] = encode_column(numbers);
  };
  EXPECT_EQ(mistake_after([&](json& tree) { column(tree, "samples", "phase", 3); }),
            "run.json: samples: entry 0: phase 3 of 3, counted from 0");
  EXPECT_EQ(mistake_after([&](json& tree) { column(tree, "samples", "step", 9); }),
            "run.json: samples: entry 0: step 9 of 3, counted from 0");
  EXPECT_EQ(mistake_after([&](json& tree) { column(tree, "flows", "scenario", 2); }),
            "run.json: flows: entry 0: scenario 2 of 2, counted from 0");
  EXPECT_EQ(mistake_after([&](json& tree) { column(tree, "samples", "outcome", 99); }),
            "run.json: samples.columns.outcome: row 0 holds 99, expected 0 to 21");
  EXPECT_EQ(mistake_after([&](json& tree) { column(tree, "samples", "finished", -2); }),
            "run.json: samples.columns.finished: row 0 holds -2, expected -1 to "
            "2678400000000000");
  EXPECT_EQ(mistake_after([](json& tree) { tree["steps"][0]["scenario"] = 5; }),
            "run.json: steps: entry 0: scenario 5 of 2, counted from 0");
  EXPECT_EQ(mistake_after([](json& tree) { tree["checks"][0]["phase"] = 5; }),
            "run.json: checks: entry 0: phase 5 of 3, counted from 0");
  EXPECT_EQ(mistake_after([](json& tree) { tree["errors"][0]["step"] = 5; }),
            "run.json: errors: entry 0: step 5 of 3, counted from 0");
}

TEST(RunFile, CountsThatCannotBeAreRefused) {
  EXPECT_EQ(mistake_after([](json& tree) { tree["checks"][0]["passed"] = 8; }),
            "run.json: checks: entry 0: more checks passed than were evaluated");
  EXPECT_EQ(mistake_after([](json& tree) { tree["gate"]["confidence"] = 1; }),
            "run.json: gate: expected a confidence between 0 and 1");
  EXPECT_EQ(mistake_after([](json& tree) { tree["phases"][0]["ended"] = 1e18; }),
            "run.json: phases[0].ended: expected a whole number, got 1e+18");
  EXPECT_EQ(
      mistake_after([](json& tree) { tree["phases"][0]["ended"] = 4'000'000'000'000'000'000; }),
      "run.json: phases: entry 0: times or users that no run has");
}

TEST(RunFile, ThatContradictsItselfIsRefused) {
  EXPECT_EQ(mistake_after([](json& tree) { tree["plan"]["total"] = std::string(64, 'a'); }),
            "run.json: plan: the digest of the plan is not that of its parts");
  EXPECT_EQ(mistake_after([](json& tree) { tree["plan"]["steps"][0]["digest"] = "a"; }),
            "run.json: plan: the digest of the step 'buy/login' is not that of its settings");
  EXPECT_EQ(mistake_after([](json& tree) { tree["plan"]["steps"] = json::array(); }),
            "run.json: plan: a plan without a step");
  EXPECT_EQ(mistake_after([](json& tree) { tree["steps"][0]["full_name"] = "buy/other"; }),
            "run.json: steps: other steps than in the plan");
  EXPECT_EQ(mistake_after([](json& tree) { tree["health"]["in_flight_dropped"] = 0; }),
            "run.json: health.in_flight_dropped is 0, and the flows and samples of the measured "
            "phases say 2");
  EXPECT_EQ(mistake_after([](json& tree) { tree["health"]["started_flows"] = 29; }),
            "run.json: health.started_flows is 29, and the flows and samples of the measured "
            "phases say 20");
  EXPECT_EQ(mistake_after([](json& tree) { tree["health"]["planned_flows"] = 0; }),
            "run.json: health.planned_flows is 0, and the flows and samples of the measured "
            "phases say 22");
}

TEST(RunFile, AKeyThatIsThereTwiceIsRefused) {
  std::string text = run_to_json(full_run());
  const std::string once = "\"seed\": ";
  text.replace(text.find(once), once.size(), "\"seed\": 1, \"seed\": ");
  EXPECT_EQ(mistake_in(text), "run.json: an object has 'seed' twice");
}

TEST(RunFile, DamagedAndSwollenColumnsAreNamed) {
  EXPECT_EQ(mistake_after([](json& tree) { tree["samples"]["columns"]["user"] = "####"; }),
            "run.json: samples.columns.user: damaged base64");
  EXPECT_EQ(mistake_after([](json& tree) { tree["samples"]["count"] = 24; }),
            "run.json: samples.columns.sequence: expected 24 numbers, got something else");
  EXPECT_EQ(mistake_after([](json& tree) { tree["flows"]["count"] = 20'000'001; }),
            "run.json: flows.count is 20000001, expected at most 20000000");
  EXPECT_EQ(mistake_after([](json& tree) { tree["flows"]["count"] = -1; }),
            "run.json: flows.count is -1, expected at most 20000000");
  EXPECT_EQ(mistake_after([](json& tree) {
              const std::vector<std::int64_t> zeros(1'000'000, 0);
              tree["samples"]["columns"]["step"] = encode_column(zeros);
            }),
            "run.json: samples.columns.step: compressed data grow beyond 250 bytes");
}

TEST(RunFile, SurvivesDeepNesting) {
  EXPECT_EQ(mistake_in(std::string(200'000, '[')),
            "run.json:1:200001: the file ends too early, it is cut off");
}

TEST(RunFile, SurvivesAnyChangedByte) {
  const std::string text = run_to_json(full_run());
  for (std::size_t i = 0; i < text.size(); i += 7) {
    for (const char byte : {'\0', '"', '9', '}'}) {
      std::string changed = text;
      changed[i] = byte;
      const Result<loadgate::Run> run = run_from_json(changed, "run.json");
      if (!run) {
        EXPECT_TRUE(run.error().message.starts_with("run.json:")) << run.error().message;
        EXPECT_EQ(run.error().kind, ErrorKind::invalid_input);
      }
    }
  }
}

TEST(RunFile, KeepsASoakSmall) {
  const loadgate::Run run = a_run().with_spread("main/list", "load", 100'000, 20).build();
  const std::string text = run_to_json(run);
  EXPECT_LT(text.size(), 4'000'000U);
  EXPECT_EQ(run_from_json(text, "run.json").value().samples, run.samples);
}

TEST(RunFile, IsReadFromDisk) {
  const auto file = std::filesystem::temp_directory_path() / "loadgate_run_file_test.json";
  ASSERT_TRUE(write_file(file, run_to_json(full_run())));
  EXPECT_EQ(read_run(file).value().spec_name, "checkout");
  std::filesystem::remove(file);
  EXPECT_EQ(read_run(file).error().message,
            "cannot read '" + file.string() + "': No such file or directory");
}

TEST(RunFile, HoldsItsShards) {
  loadgate::Run run = full_run();
  run.shards = {.count = 3,
                .held = {{.index = 0, .started_at = {1}, .ended_at = {3}, .job = "a"},
                         {.index = 2, .started_at = {2}, .ended_at = {4}, .job = "b"}}};
  const loadgate::Run again = run_from_json(run_to_json(run), "run.json").value();
  EXPECT_EQ(again.shards, run.shards);
  EXPECT_EQ(check_whole(again, "run.json").error().message,
            "run.json: holds only shards 0 and 2 of 3, counted from 0");
  EXPECT_TRUE(check_whole(full_run(), "run.json"));
}

TEST(RunFile, ShardsThatCannotBeAreRefused) {
  const auto mistake_of = [](std::uint32_t count, const std::vector<std::uint32_t>& held) {
    loadgate::Run run = full_run();
    run.shards.count = count;
    for (const std::uint32_t index : held) {
      run.shards.held.push_back({.index = index, .started_at = {1}, .ended_at = {3}, .job = "a"});
    }
    const auto again = run_from_json(run_to_json(run), "run.json");
    return again ? "none" : again.error().message;
  };
  EXPECT_EQ(mistake_of(3, {0, 1, 2}), "none");
  EXPECT_EQ(mistake_of(1, {0}), "none");
  for (const auto& [count, held] : std::vector<std::pair<int, std::vector<std::uint32_t>>>{
           {3, {1, 0}}, {3, {1, 1}}, {3, {3}}, {1, {1}}}) {
    EXPECT_EQ(mistake_of(static_cast<std::uint32_t>(count), held),
              "run.json: shards: expected each index once, in order, from 0 to " +
                  std::to_string(count - 1));
  }
  EXPECT_EQ(mistake_of(3, {}), "run.json: shards: expected the shards that the run holds");
  EXPECT_EQ(mistake_of(0, {}), "run.json: shards: expected the shards that the run holds");
}

}  // namespace
}  // namespace loadgate
