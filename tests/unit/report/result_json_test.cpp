// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "report/report.h"
#include "support/golden_file.h"
#include "support/report_builder.h"

namespace loadgate {
namespace {

using ::testing::StartsWith;
using namespace loadgate::testing;  // NOLINT: the builders

Report any_report() {
  return report(Verdict::fail, {slower("buy/add to cart"), unclear("ask/question"),
                                too_many_errors("buy/login"), in_flight(3)});
}

Report read_back(const Report& report) {
  const Result<Report> back = report_from_json(render_json(report), "result.json");
  EXPECT_TRUE(back) << back.error().message;
  return back ? *back : report;
}

/// What the reader says of this report's JSON after a change.
std::string mistake_after(void (*change)(nlohmann::ordered_json& document)) {
  nlohmann::ordered_json document = nlohmann::ordered_json::parse(render_json(any_report()));
  change(document);
  const Result<Report> back = report_from_json(document.dump(), "result.json");
  return back ? "" : back.error().message;
}

TEST(result_json, is_read_back_without_loss) {
  const Report whole = any_report();
  const Report back = read_back(whole);
  EXPECT_EQ(render_json(back), render_json(whole));
  for (const Format& format : all_formats()) {
    EXPECT_EQ(format.render(back), format.render(whole)) << format.name;
  }
}

TEST(result_json, keeps_every_bit_of_numbers) {
  Report whole = any_report();
  whole.judgement.findings[0].change->estimate = 0.1 + 0.2;
  whole.judgement.findings[0].samples = std::numeric_limits<std::uint64_t>::max();
  whole.provenance.started_at.nanoseconds = 1'795'000'000'123'456'789;
  const Report back = read_back(whole);
  EXPECT_EQ(back.judgement.findings[0].change->estimate, 0.1 + 0.2);
  EXPECT_EQ(back.judgement.findings[0].samples, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(back.provenance.started_at.nanoseconds, 1'795'000'000'123'456'789);
}

TEST(result_json, keeps_hostile_text_byte_for_byte) {
  Report whole = any_report();
  whole.errors[0].detail = "\x1b[31m\"</script>\n\\ ]]> ünï \x01";
  EXPECT_EQ(read_back(whole).errors[0].detail, whole.errors[0].detail);
}

TEST(result_json, replaces_what_is_no_utf8) {
  Report whole = any_report();
  whole.errors[0].detail =
      "a\xff"
      "b";
  EXPECT_EQ(read_back(whole).errors[0].detail, "a�b");
}

TEST(result_json, begins_with_its_schema) {
  EXPECT_THAT(render_json(any_report()), StartsWith("{\n  \"schema\": \"loadgate.result.v1\",\n"));
}

TEST(result_json, stays_under_five_megabytes_and_says_what_was_left_out) {
  Report large = any_report();
  for (int i = 0; i < 300'000; ++i) {
    large.scopes[0].baseline->distributions["latency"].histogram.emplace_back(1e6 + i / 3.0, 1);
  }
  const std::string text = render_json(large);
  EXPECT_LE(text.size(), 5'000'000U);
  const Report back = read_back(large);
  EXPECT_THAT(back.warnings,
              ::testing::ElementsAre(
                  "result.json is at most 5 MB: the baseline's histograms were left out"));
  EXPECT_EQ(back.scopes[0].now.distributions.at("latency").histogram.size(), 2U);
  EXPECT_EQ(back.judgement.findings.size(), large.judgement.findings.size());
}

TEST(result_json, keeps_the_findings_of_a_very_long_run) {
  Report large = any_report();
  large.seconds.resize(300'000, SecondRow{.second = 1, .started = 50, .errors = 0, .p95 = 1.25});
  EXPECT_LE(render_json(large).size(), 5'000'000U);
  EXPECT_EQ(read_back(large).judgement.findings.size(), large.judgement.findings.size());
}

TEST(hostile_result_json, is_one_clear_error_for_each_mistake) {
  EXPECT_EQ(mistake_after([](auto& d) { d["schema"] = "loadgate.result.v2"; }),
            "result.json: written as loadgate.result.v2, this version of loadgate reads "
            "loadgate.result.v1");
  EXPECT_EQ(mistake_after([](auto& d) { d["schema"] = "loadgate.run.v1"; }),
            "result.json: is 'loadgate.run.v1', expected loadgate.result.v1");
  EXPECT_EQ(mistake_after([](auto& d) { d.erase("schema"); }),
            "result.json: no \"schema\", expected \"loadgate.result.v1\"");
  EXPECT_EQ(mistake_after([](auto& d) { d["judgement"]["verdict"] = "banana"; }),
            "result.json: judgement.verdict is 'banana', which this version does not know");
  EXPECT_EQ(mistake_after([](auto& d) { d["judgement"]["findings"][1].erase("key"); }),
            "result.json: judgement.findings[1].key is missing");
  EXPECT_THAT(mistake_after([](auto& d) { d["judgement"]["findings"][0]["samples"] = -1; }),
              StartsWith("result.json: judgement.findings[0].samples"));
  EXPECT_THAT(mistake_after([](auto& d) { d["errors"][0]["status"] = 70'000; }),
              StartsWith("result.json: errors[0].status"));
  EXPECT_EQ(mistake_after([](auto& d) { d["errors"][0]["step"] = 9; }),
            "result.json: errors: one names a step or phase that does not exist");
  EXPECT_THAT(mistake_after([](auto& d) { d["lag_p99_ns"] = "fast"; }),
              StartsWith("result.json: lag_p99_ns"));
  EXPECT_THAT(mistake_after([](auto& d) { d["testbed"] = nullptr; }),
              StartsWith("result.json: testbed"));
  EXPECT_THAT(mistake_after([](auto& d) { d["steps"] = 3; }), StartsWith("result.json: steps"));
}

TEST(hostile_result_json, is_refused_where_it_is_no_json_at_all) {
  const std::string whole = render_json(any_report());
  for (const std::string& text :
       {std::string(), std::string("null"), whole.substr(0, whole.size() / 2),
        std::string(100'000, '['), std::string("\xff\xfe"), std::string("[]")}) {
    EXPECT_FALSE(report_from_json(text, "result.json"));
  }
}

TEST(hostile_result_json, is_refused_above_its_size) {
  const Result<Report> back = report_from_json(std::string(17'000'000, ' '), "result.json");
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().message, "result.json: larger than 16 MB, which no result.json is");
}

TEST(hostile_result_json, may_hold_members_of_a_later_version) {
  nlohmann::ordered_json document = nlohmann::ordered_json::parse(render_json(any_report()));
  document["judgement"]["mood"] = {{"good", true}};
  EXPECT_TRUE(report_from_json(document.dump(), "result.json"));
}

TEST(result_json, cut_at_any_place_is_an_error_and_no_crash) {
  const std::string whole = render_json(report(Verdict::pass, {held("buy/login")}));
  for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
    EXPECT_FALSE(report_from_json(std::string_view(whole).substr(0, size), "result.json"));
  }
}

}  // namespace
}  // namespace loadgate
