// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "baseline/baseline.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using nlohmann::json;
using testing::a_run;

Baseline small_baseline() {
  const Run run =
      a_run()
          .with_latencies("buy/login", "steady", {10, 20, 30.25, 40})
          .with_outcomes("buy/login", "steady", Outcome::timeout_total, 1, 10'000)
          .with_outcomes("buy/login", "steady", Outcome::generator_dropped, 1)
          .with_check({.step = 0, .phase = 0, .name = "status 2xx", .passed = 4, .evaluated = 4})
          .build();
  BaselineRun later = baseline_run_of(run);
  later.provenance.job = "job-2";
  return Baseline{.spec_name = "checkout",
                  .release = "v1.2.0",
                  .runs = {baseline_run_of(run), later},
                  .anchor = {baseline_run_of(run)}};
}

std::string mistake_in(std::string_view text) {
  const Result<Baseline> baseline = baseline_from_json(text, "checkout.json");
  return baseline ? "none" : baseline.error().message;
}

/// The message, or "none". `change` spoils the JSON of a good baseline.
template <typename Change>
std::string mistake_after(Change change) {
  json tree = json::parse(baseline_to_json(small_baseline()));
  change(tree);
  return mistake_in(tree.dump());
}

json& first_scope(json& tree) {
  return tree["runs"][0]["figures"]["scopes"][0];
}

TEST(BaselineFile, LosesNothing) {
  const Baseline baseline = small_baseline();
  const std::string text = baseline_to_json(baseline);
  const Baseline again = baseline_from_json(text, "checkout.json").value();
  EXPECT_EQ(baseline_to_json(again), text);
  EXPECT_EQ(again.release, baseline.release);
  EXPECT_EQ(again.anchor.size(), 1U);
  ASSERT_EQ(again.runs.size(), 2U);
  const ScopeFigures& was = baseline.runs[0].figures.scopes.at(0);
  const ScopeFigures& is = again.runs[0].figures.scopes.at(0);
  EXPECT_EQ(is.requests, was.requests);
  EXPECT_EQ(is.outcomes, was.outcomes);
  EXPECT_EQ(is.scalars, was.scalars);
  EXPECT_EQ(is.checks_passed, 4U);
  ASSERT_EQ(is.distributions.size(), was.distributions.size());
  for (const auto& [metric, figures] : was.distributions) {
    const DistributionFigures& read = is.distributions.at(metric);
    EXPECT_EQ(read.count, figures.count);
    EXPECT_EQ(read.histogram, figures.histogram);
    ASSERT_EQ(read.statistics.size(), figures.statistics.size());
    for (const auto& [statistic, figure] : figures.statistics) {
      EXPECT_EQ(read.statistics.at(statistic).value, figure.value);
      EXPECT_EQ(read.statistics.at(statistic).is_censored, figure.is_censored);
      EXPECT_EQ(read.statistics.at(statistic).count, figure.count);
    }
  }
}

TEST(BaselineFile, IsCanonicalAndShortEnoughToReview) {
  const std::string text = baseline_to_json(small_baseline());
  EXPECT_TRUE(text.starts_with("{\n  \"schema\": \"loadgate.baseline.v1\",\n  \"anchor\": [\n"));
  EXPECT_TRUE(text.ends_with("}\n"));
  EXPECT_THAT(text, ::testing::HasSubstr(R"(
              "latency": {
                "at_least": ["mean", "p90", "p95", "p99", "p99.9", "max", "total"],
                "count": 5,
                "histogram_counts": [1, 1, 1, 1, 1],
                "histogram_edges": [10000000, 20000000, 30200000, 40000000, 10000000000],
                "statistics": {
                  "max": 10000000000,
                  "mean": 2020050000,
                  "p50": 30250000,)"));
}

TEST(BaselineFile, KeepsTheHistogramsThatReportsDrawAndNoOthers) {
  const Baseline baseline = small_baseline();
  for (const ScopeFigures& scope : baseline.runs[0].figures.scopes) {
    for (const auto& [metric, figures] : scope.distributions) {
      EXPECT_EQ(figures.histogram.empty(), metric != "latency" && metric != "iteration") << metric;
    }
  }
}

TEST(BaselineFile, IgnoresWhatALaterVersionAdds) {
  EXPECT_EQ(mistake_after([](json& tree) {
              tree["canary"] = 1;
              first_scope(tree)["cost"] = {{"usd", 1}};
              first_scope(tree)["distributions"]["latency"]["statistics"]["p99.99"] = 1;
            }),
            "none");
}

TEST(BaselineFile, ThatIsTruncatedOrOfAnotherKindIsAnError) {
  const std::string text = baseline_to_json(small_baseline());
  EXPECT_THAT(mistake_in(std::string_view(text).substr(0, text.size() - 3)),
              ::testing::EndsWith(": the file ends too early, it is cut off"));
  EXPECT_EQ(mistake_in(R"({"schema": "loadgate.baseline.v3"})"),
            "checkout.json: written as loadgate.baseline.v3, this version of loadgate reads "
            "loadgate.baseline.v1");
  EXPECT_EQ(mistake_in(R"({"schema": "loadgate.run.v1"})"),
            "checkout.json: is 'loadgate.run.v1', expected loadgate.baseline.v1");
  EXPECT_EQ(mistake_in("<<<<<<< HEAD\n"), "checkout.json:1:1: not JSON, or a damaged file");
}

TEST(BaselineFile, AKeyThatIsThereTwiceIsRefused) {
  std::string text = baseline_to_json(small_baseline());
  const std::string once = "\"requests\": 5,";
  text.replace(text.find(once), once.size(), once + " \"requests\": 5,");
  EXPECT_EQ(mistake_in(text), "checkout.json: an object has 'requests' twice");
}

TEST(BaselineFile, AMissingFieldOrAWrongTypeIsNamed) {
  EXPECT_EQ(mistake_after([](json& tree) { tree.erase("spec_name"); }),
            "checkout.json: spec_name is missing");
  EXPECT_EQ(mistake_after([](json& tree) { first_scope(tree).erase("requests"); }),
            "checkout.json: runs[0].figures.scopes[0].requests is missing");
  EXPECT_EQ(mistake_after([](json& tree) { first_scope(tree)["scalars"]["throughput"] = "fast"; }),
            "checkout.json: runs[0].figures.scopes[0].scalars.throughput: expected a number, got "
            "a text");
  EXPECT_EQ(mistake_after([](json& tree) { tree["release"] = 7; }),
            "checkout.json: release: expected a text, got 7");
  EXPECT_EQ(mistake_after([](json& tree) { tree["runs"] = json::array(); }),
            "checkout.json: runs: expected at least one run");
}

/// What is wrong with the figures of the first run's first scope.
template <typename Change>
std::string wrong_after(Change change) {
  const std::string place = "checkout.json: runs: run 0: buy/login [steady]: ";
  const std::string mistake = mistake_after([&](json& tree) { change(first_scope(tree)); });
  return mistake.starts_with(place) ? mistake.substr(place.size()) : mistake;
}

TEST(BaselineFile, CountsExpectedAnswersAmongTheSuccesses) {
  const auto run = a_run()
                       .with_latencies("buy/login", "steady", {10, 20})
                       .with_outcomes("buy/login", "steady", Outcome::expected, 3)
                       .build();
  Baseline baseline = small_baseline();
  baseline.runs = {baseline_run_of(run)};
  baseline.anchor.clear();
  EXPECT_EQ(mistake_in(baseline_to_json(baseline)), "none");
}

TEST(BaselineFile, FiguresThatNoRunHasAreRefused) {
  EXPECT_EQ(wrong_after([](json& scope) { scope["successes"] = 6; }),
            "more requests than can be, or more successes than requests");
  EXPECT_EQ(wrong_after([](json& scope) { scope["outcomes"]["ok"] = 3; }),
            "outcomes that do not add up");
  EXPECT_EQ(wrong_after([](json& scope) { scope["successes"] = 3; }),
            "outcomes that do not add up");
  EXPECT_EQ(wrong_after([](json& scope) { scope["scalars"]["error_rate"] = -1; }),
            "a value of error_rate that no run has");
  EXPECT_EQ(wrong_after([](json& scope) { scope["scalars"]["error_rate"] = 0.01; }),
            "a value of error_rate that its counts do not give");
  EXPECT_EQ(wrong_after([](json& scope) { scope["scalars"]["check_rate"] = 0.5; }),
            "a value of check_rate that its counts do not give");
  EXPECT_EQ(wrong_after([](json& scope) { scope["checks_passed"] = 9; }),
            "more checks passed than were evaluated");
}

/// The same of the scope's latency.
template <typename Change>
std::string wrong_latency_after(Change change) {
  return wrong_after([&](json& scope) { change(scope["distributions"]["latency"]); });
}

TEST(BaselineFile, DistributionsThatContradictThemselvesAreRefused) {
  EXPECT_EQ(wrong_latency_after([](json& latency) { latency["statistics"]["p95"] = -5; }),
            "latency: a value that no run has");
  EXPECT_EQ(wrong_latency_after([](json& latency) { latency["statistics"]["p90"] = 2e7; }),
            "latency: p90 is below p75");
  EXPECT_EQ(wrong_latency_after([](json& latency) { latency["statistics"]["max"] = 4e7; }),
            "latency: max is below p99.9");
  EXPECT_EQ(wrong_latency_after([](json& latency) { latency["statistics"]["mean"] = 2e10; }),
            "latency: max is below mean");
  EXPECT_EQ(wrong_latency_after([](json& latency) { latency["count"] = 6; }),
            "latency: more values than requests, or figures of none");
  EXPECT_EQ(wrong_latency_after([](json& latency) { latency["count"] = 4; }),
            "latency: a histogram of another number of requests");
  EXPECT_EQ(wrong_latency_after([](json& latency) { latency["histogram_edges"][1] = 5; }),
            "latency: a histogram that no run has");
}

TEST(BaselineFile, AScopeOrARunThatIsThereTwiceIsRefused) {
  EXPECT_EQ(mistake_after([](json& tree) {
              json& scopes = tree["runs"][1]["figures"]["scopes"];
              scopes.push_back(scopes[0]);
            }),
            "checkout.json: runs: run 1: buy/login [steady]: is there twice");
  EXPECT_EQ(mistake_after([](json& tree) { tree["runs"][1] = tree["runs"][0]; }),
            "checkout.json: runs: the run that began at 2023-11-14T22:13:20Z is there twice");
  EXPECT_EQ(
      mistake_after([](json& tree) { tree["runs"][0]["plan"]["load"]["settings"][0][1] = "60/s"; }),
      "checkout.json: runs: run 0: the digest of the load is not that of its settings");
}

TEST(BaselineFile, ClassesStandBesideTheirStepAndOlderFilesHaveNone) {
  const loadgate::Run run = a_run()
                                .with_latencies("ask/question", "steady", {10, 20, 30, 40})
                                .with([](auto& changed) {
                                  changed.classes = {"short", "long"};
                                  changed.steps[0].classes = {0, 1};
                                  for (std::size_t i = 0; i < changed.samples.size(); ++i) {
                                    changed.samples[i].data_class = i < 3 ? 0 : 1;
                                  }
                                })
                                .build();
  const Baseline baseline{
      .spec_name = "checkout", .release = {}, .runs = {baseline_run_of(run)}, .anchor = {}};
  const std::string text = baseline_to_json(baseline);
  const Baseline again = baseline_from_json(text, "checkout.json").value();
  const RunFigures& figures = again.runs[0].figures;
  EXPECT_EQ(find_scope(figures, "ask/question", "steady")->requests, 4U);
  EXPECT_EQ(find_scope(figures, "ask/question", "steady", "short")->requests, 3U);
  EXPECT_EQ(find_scope(figures, "ask/question", "steady", "long")->requests, 1U);
  EXPECT_EQ(find_scope(figures, "ask/question", "steady", "odd"), nullptr);
  EXPECT_EQ(baseline_to_json(small_baseline()).find("\"class\""), std::string::npos);

  json tree = json::parse(text);
  tree["runs"][0]["figures"]["scopes"][2] = tree["runs"][0]["figures"]["scopes"][1];
  tree["runs"][0]["figures"]["scopes"][2]["class"] = "long";
  EXPECT_EQ(mistake_in(tree.dump()),
            "checkout.json: runs: run 0: ask/question [steady] [long]: the classes of the step "
            "have more requests than the step");
}

TEST(BaselineFile, SurvivesAnyChangedByte) {
  const std::string text = baseline_to_json(small_baseline());
  for (std::size_t i = 0; i < text.size(); i += 61) {
    for (const char byte : {'\0', '"', '9', ']'}) {
      std::string changed = text;
      changed[i] = byte;
      const Result<Baseline> baseline = baseline_from_json(changed, "checkout.json");
      if (!baseline) {
        EXPECT_TRUE(baseline.error().message.starts_with("checkout.json:"));
        EXPECT_FALSE(baseline.error().hint.empty());
      }
    }
  }
}

}  // namespace
}  // namespace loadgate
