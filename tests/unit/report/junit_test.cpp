// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <chrono>

#include "base/process.h"
#include "report/report.h"
#include "report/xml_writer.h"
#include "support/golden_file.h"
#include "support/report_builder.h"

namespace loadgate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace loadgate::testing;  // NOLINT: the builders

TEST(escape_xml, takes_the_meaning_from_markup) {
  EXPECT_EQ(escape_xml("<a b=\"c\" d='e'>&amp;]]>"),
            "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;]]&gt;");
}

TEST(escape_xml, replaces_what_xml_cannot_hold) {
  EXPECT_EQ(escape_xml(std::string("a\x01"
                                   "b\x1b[0m\0c\xff"
                                   "d\xef\xbf\xbe"
                                   "e",
                                   15)),
            "a�b�[0m�c�d�e");
}

TEST(escape_xml, replaces_lone_surrogates) {
  EXPECT_EQ(escape_xml("\xed\xa0\x80"), "���");
}

TEST(escape_xml_attribute, keeps_newlines_and_tabs_as_references) {
  EXPECT_EQ(escape_xml("a\n\tb\r"), "a\n\tb&#13;");
  EXPECT_EQ(escape_xml_attribute("a\n\tb\r"), "a&#10;&#9;b&#13;");
}

TEST(xml_writer, indents_elements_and_closes_what_is_open) {
  XmlWriter xml;
  xml.open("a").open("b").attribute("c", "1").close().open("d").text("e");
  EXPECT_EQ(xml.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n  <b c=\"1\"/>\n  <d>e</d>\n</a>\n");
}

TEST(junit, repeats_the_sentence_as_message_and_as_the_first_line_of_the_body) {
  // GitLab drops the message of an element that has a body; others show the message alone.
  EXPECT_THAT(
      render_junit(report(Verdict::fail, {slower("buy/login")})),
      HasSubstr("<failure message=\"login in steady: p95 250 ms, +17.9 % over 212 ms (allowed +10 "
                "%, at least +11.2 %)\" type=\"regression\">login in steady: p95 250 ms, +17.9 % "
                "over 212 ms (allowed +10 %, at least +11.2 %)\n"));
}

TEST(junit, an_undecided_rule_is_skipped_and_where_it_blocks_an_error) {
  Finding finding = unclear("buy/login");
  EXPECT_THAT(render_junit(report(Verdict::inconclusive, {finding})), HasSubstr("<skipped "));
  finding.policy = Policy::fail;
  const std::string blocked = render_junit(report(Verdict::inconclusive, {finding}));
  EXPECT_THAT(blocked, HasSubstr("type=\"loadgate.inconclusive\""));
  EXPECT_THAT(blocked, HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""));
}

TEST(junit, names_a_case_by_its_key_without_figures) {
  EXPECT_THAT(render_junit(report(Verdict::fail, {slower("buy/add to cart")})),
              HasSubstr("<testcase classname=\"checkout.buy.add to cart\" name=\"latency.p95 "
                        "buy/add to cart [steady] increase\" time=\"0.250\" "
                        "file=\"loadgate.yaml\" line=\"21\">"));
}

TEST(junit, leaves_out_the_line_of_a_finding_that_has_none) {
  EXPECT_THAT(render_junit(report(Verdict::fail, {in_flight(3)})), Not(HasSubstr("line=\"0\"")));
}

std::string joined_errors(const ProcessOutput& output) {
  return output.output + output.errors;
}

class JunitSchema : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(JunitSchema, is_kept_by_what_is_written) {
  const std::string schema = std::string(TEST_DATA_DIR) + "/junit.xsd";
  const Result<ProcessOutput> checked = run_process(
      {"xmllint", "--noout", "--schema", schema, GetParam().string()}, std::chrono::seconds(30));
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->status, 0) << joined_errors(*checked);
}

std::vector<std::filesystem::path> golden_documents() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(REPOSITORY_DIR "/tests/golden")) {
    if (entry.is_directory()) {
      files.push_back(entry.path() / "junit.xml");
    }
  }
  return files;
}

INSTANTIATE_TEST_SUITE_P(golden, JunitSchema, ::testing::ValuesIn(golden_documents()),
                         [](const auto& tested) {
                           return tested.param.parent_path().filename().string();
                         });

TEST(junit_schema, refuses_a_case_without_a_name) {
  const std::filesystem::path file =
      std::filesystem::path(::testing::TempDir()) / "nameless_junit.xml";
  std::string document = render_junit(report(Verdict::pass, {held("buy/login")}));
  const std::string name = " name=\"latency.p95 buy/login [steady] increase\"";
  document.erase(document.find(name), name.size());
  write_text(file, document);
  const Result<ProcessOutput> checked = run_process(
      {"xmllint", "--noout", "--schema", std::string(TEST_DATA_DIR) + "/junit.xsd", file.string()},
      std::chrono::seconds(30));
  ASSERT_TRUE(checked);
  EXPECT_THAT(joined_errors(*checked), HasSubstr("attribute 'name' is required"));
}

}  // namespace
}  // namespace loadgate
