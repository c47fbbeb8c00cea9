// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "spec/read_yaml.h"
#include "support/schema_check.h"
#include "unit/spec/parsing.h"
#include "unit/spec/schema_check.h"

namespace loadgate {
namespace {

using Json = nlohmann::json;

Json scalar_to_json(const SpecNode& node) {
  const bool is_json = node.style == ScalarStyle::plain && Json::accept(node.text);
  return is_json ? Json::parse(node.text) : Json(node.text);
}

Json to_json(const SpecNode& node) {
  if (node.kind == NodeKind::scalar) {
    return scalar_to_json(node);
  }
  Json json = node.kind == NodeKind::list      ? Json::array()
              : node.kind == NodeKind::mapping ? Json::object()
                                               : Json();
  for (const SpecNode& item : node.items) {
    json.push_back(to_json(item));
  }
  for (const Entry& entry : node.entries) {
    json[entry.key] = to_json(entry.value);
  }
  return json;
}

/// YAML as an editor sees it: plain scalars typed as in JSON.
Json yaml_as_json(std::string_view text) {
  Diagnostics diagnostics;
  Source source(text);
  const std::optional<SpecNode> root = read_yaml(text, source, diagnostics);
  EXPECT_TRUE(root) << diagnostics.render("shop.yaml", text);
  return root ? to_json(*root) : Json();
}

TEST(Schema, that_is_committed_is_the_generated_one) {
  const std::string path = REPOSITORY_DIR "/docs/schema/spec.schema.json";
  const std::string generated = spec_schema(testing::vocabulary());
  if (std::getenv("LOADGATE_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(path, generated));
  }
  EXPECT_EQ(read_file(path, 1 << 20).value(), generated)
      << "write it again: LOADGATE_UPDATE_GOLDEN=1";
}

TEST(Schema, accepts_the_smallest_spec) {
  EXPECT_TRUE(testing::is_valid_by_schema(testing::small_text));
}

TEST(Schema, refuses_what_the_parser_refuses) {
  const std::vector<std::string> lines{"load: {rate: 50, for: 30s}",
                                       "load: {ratee: 50/s, for: 30s}",
                                       "load: {rate: 50/s}",
                                       "load: {phases: [{name: a, rate: 50/s}]}",
                                       "load: {rate: 50/s, for: 30 seconds}",
                                       "scenario: [GET /a, {name: b}]",
                                       "scenario: []",
                                       "version: 2",
                                       "target: {timeout: 1s}",
                                       "target: {url: http://a, mock: b.yaml}",
                                       "target: {url: http://a, auth: {bearer: a, header: {A: b}}}",
                                       "baseline: {on_missing: inconclusive}",
                                       "rules: [{metric: latency}]",
                                       "rules: [{metric: ttft.p95}]",
                                       "reports: {formats: [html]}",
                                       "data: {a: {csv: a, jsonl: b}}",
                                       "scenario: [{request: GET /a, expect: {status: 2x}}]",
                                       "scenario: [{request: GET /a, capture: {token: 'jsn:/a'}}]"};
  for (const std::string& line : lines) {
    const std::string text = testing::with_line(line);
    EXPECT_FALSE(testing::is_valid_by_schema(text)) << text;
    EXPECT_NE(testing::mistakes_in(text), "") << text;
  }
}

/// Each word that an editor would offer is one that the parser knows.
TEST(Schema, offers_no_word_that_the_parser_refuses) {
  const Json schema = Json::parse(spec_schema(testing::vocabulary()));
  const auto check = [&](const char* mapping, const char* key, const std::string& before,
                         const std::string& after) {
    for (const Json& word : schema.at("$defs").at(mapping).at("properties").at(key).at("enum")) {
      const std::string value = word.is_string() ? word.get<std::string>() : word.dump();
      EXPECT_EQ(testing::mistakes_in(testing::with_line(before + value + after)), "") << value;
    }
  };
  check("target", "http", "target: {url: https://a, http: ", "}");
  check("target", "transport", "target: {url: http://a, transport: ", "}");
  check("tls", "verify", "target: {url: https://a, tls: {verify: ", "}}");
  check("data-source", "pick", "scenario: ['GET /${a.id}']\ndata: {a: {csv: a.csv, pick: ", "}}");
  check("step", "on_error", "scenario: [{request: GET /a, on_error: ", "}]");
  check("load", "arrivals", "load: {rate: 50/s, for: 1s, arrivals: ", "}");
  check("baseline", "on_missing", "baseline: {on_missing: ", "}");
  check("baseline", "on_mismatch", "baseline: {on_mismatch: ", "}");
  check("gate", "multiplicity", "gate: {multiplicity: ", "}");
  check("rule", "metric",
        "scenario: [{request: GET /a, retries: 1, poll: {until: status == 200}}]\nrules: "
        "[{severity: off, metric: ",
        "}]");
  check("rule", "severity", "rules: [{metric: latency.p95, at_most: 1s, severity: ", "}]");
}

}  // namespace

bool testing::is_valid_by_schema(std::string_view yaml) {
  static testing::SchemaCheck schema(spec_schema(testing::vocabulary()));
  return schema.accepts(yaml_as_json(yaml));
}

}  // namespace loadgate
