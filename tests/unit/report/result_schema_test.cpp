// SPDX-License-Identifier: Apache-2.0
#include "report/result_schema.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/report.h"
#include "support/golden_file.h"
#include "support/report_builder.h"
#include "support/schema_check.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;  // NOLINT: the builders

const std::filesystem::path schema_file = REPOSITORY_DIR "/docs/schema/result.schema.json";

bool is_valid(const nlohmann::json& document) {
  return SchemaCheck(file_text(schema_file)).accepts(document);
}

TEST(result_schema, in_the_docs_is_the_one_that_the_code_makes) {
  expect_golden(schema_file, result_schema());
}

TEST(result_schema, is_kept_by_every_golden_result) {
  int checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(REPOSITORY_DIR "/tests/golden")) {
    if (entry.is_directory()) {
      EXPECT_TRUE(is_valid(nlohmann::json::parse(file_text(entry.path() / "result.json"))))
          << entry.path();
      ++checked;
    }
  }
  EXPECT_GE(checked, 9);
}

TEST(result_schema, refuses_what_the_reader_refuses) {
  nlohmann::json document =
      nlohmann::json::parse(render_json(report(Verdict::fail, {slower("buy/login")})));
  ASSERT_TRUE(is_valid(document));
  const auto refuses = [&document](const std::string& pointer, const nlohmann::json& value) {
    nlohmann::json changed = document;
    changed[nlohmann::json::json_pointer(pointer)] = value;
    return !is_valid(changed);
  };
  EXPECT_TRUE(refuses("/schema", "loadgate.run.v1"));
  EXPECT_TRUE(refuses("/judgement/verdict", "banana"));
  EXPECT_TRUE(refuses("/judgement/findings/0/samples", -1));
  EXPECT_TRUE(refuses("/judgement/findings/0/where", nullptr));
  EXPECT_TRUE(refuses("/scopes/0/now/distributions/latency/histogram_edges", "none"));
  EXPECT_TRUE(refuses("/lag_p99_ns", "fast"));
  document["judgement"]["findings"][0].erase("key");
  EXPECT_FALSE(is_valid(document));
}

}  // namespace
}  // namespace loadgate
