// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "spec/forms.h"
#include "spec/key_table.h"
#include "unit/spec/dump.h"
#include "unit/spec/parsing.h"
#include "unit/spec/schema_check.h"

namespace loadgate {
namespace {

using Entries = std::map<std::string, std::string>;

/// A spec in which `@` is a mapping of this kind, and the entries that it needs.
struct Frame {
  std::string text;
  Entries base;
};

const std::string uses_a_key = "scenario: ['GET /${provisioned.key}']\nload: {users: 2, for: 1s}\n";
const Entries one_key{
    {"count", "10"}, {"rate", "1/s"}, {"steps", "[{request: POST /a, capture: {key: status}}]"}};

const std::string spec_head = "version: 1\n";
const std::string spec_target = "target: http://a\n";
const std::string spec_rest = "scenario: [GET /a]\nload: {rate: 50/s, for: 30s}\n";
const std::string spec_load = "load: {rate: 50/s, for: 30s}\n";

std::map<std::string, Frame> frames_of_requests() {
  return {
      {"spec",
       {"@",
        {{"version", "1"},
         {"target", "http://a"},
         {"scenario", "[GET /a]"},
         {"load", "{rate: 50/s, for: 30s}"}}}},
      {"target", {spec_head + spec_rest + "target: @\n", {{"url", "http://a"}}}},
      {"tls", {spec_head + spec_rest + "target: {url: https://a, tls: @}\n", {}}},
      {"start",
       {spec_head + spec_rest + "target: {url: http://a, start: @}\n", {{"command", "./a"}}}},
      {"auth", {spec_head + spec_rest + "target: {url: http://a, auth: @}\n", {}}},
      {"basic",
       {spec_head + spec_rest + "target: {url: http://a, auth: {basic: @}}\n",
        {{"user", "bob"}, {"password", "x"}}}},
      {"oauth2",
       {spec_head + spec_rest + "target: {url: http://a, auth: {oauth2: @}}\n",
        {{"token_url", "/t"}, {"client_id", "b"}, {"client_secret", "x"}}}},
      {"data source",
       {spec_head + spec_target + spec_load + "scenario: ['GET /${rows.id}']\ndata: {rows: @}\n",
        {{"csv", "rows.csv"}}}},
      {"scenario",
       {spec_head + spec_target + spec_load + "scenarios: {main: @}\n", {{"steps", "[GET /c]"}}}},
      {"step", {spec_head + spec_target + spec_load + "scenario: [@]\n", {{"request", "GET /a"}}}},
      {"step.target",
       {spec_head + spec_target + spec_load +
            "targets: {inbox: http://b}\nscenario: [{request: GET /b, target: inbox}, @]\n",
        {{"request", "GET /a"}}}},
      {"part",
       {spec_head + spec_target + spec_load + "scenario: [{request: POST /a, multipart: {p: @}}]\n",
        {{"text", "b"}}}},
      {"poll",
       {spec_head + spec_target + spec_load + "scenario: [{request: GET /a, poll: @}]\n",
        {{"until", "'status == 200'"}}}},
      {"pause", {spec_head + spec_target + spec_load + "scenario: [GET /a, @]\n", {}}},
      {"expect",
       {spec_head + spec_target + spec_load + "scenario: [{request: GET /a, expect: @}]\n", {}}},
      {"provision", {spec_head + spec_target + uses_a_key + "provision: @\n", one_key}},
      {"load",
       {spec_head + spec_target + "scenario: [GET /a]\nload: @\n",
        {{"rate", "40/s"}, {"for", "20s"}}}},
      {"budget",
       {spec_head + spec_target + "scenario: [GET /a]\nload: {rate: 40/s, for: 20s, budget: @}\n",
        {}}},
      {"phase",
       {spec_head + spec_target +
            "scenario: [GET /a]\nload: {phases: [{name: b, rate: 1/s, for: 1s}, @]}\n",
        {{"name", "a"}, {"rate", "40/s"}, {"for", "20s"}}}}};
}

std::map<std::string, Frame> frames_of_verdicts() {
  return {{"profile",
           {spec_head + spec_target + spec_rest + "profiles: {deploy: @}\n",
            {{"load", "{rate: 9/s, for: 9s}"}}}},
          {"baseline", {spec_head + spec_target + spec_rest + "baseline: @\n", {}}},
          {"gate", {spec_head + spec_target + spec_rest + "gate: @\n", {}}},
          {"reports", {spec_head + spec_target + spec_rest + "reports: @\n", {}}},
          {"rule",
           {spec_head + spec_target +
                "scenario: [GET /a]\nload: {phases: [{name: steady, rate: 50/s, for: 30s}, " +
                "{name: before, rate: 50/s, for: 30s}]}\nrules: [@]\n",
            {{"metric", "latency.p99"}, {"max_increase", "12%"}}}},
          {"waiver",
           {spec_head + spec_target + spec_rest + "waivers: [@]\n",
            {{"rule", "'latency.p95 main/GET /a [load]'"},
             {"reason", "r"},
             {"owner", "o"},
             {"expires", "2026-12-31"}}}}};
}

const std::map<std::string, Frame>& frames() {
  static const std::map<std::string, Frame> all = [] {
    std::map<std::string, Frame> frames = frames_of_requests();
    frames.merge(frames_of_verdicts());
    return frames;
  }();
  return all;
}

/// Keys that do not go together with the frame's entries: the entries that they need instead.
const std::map<std::string, Entries>& other_bases() {
  static const std::map<std::string, Entries> all{
      {"spec.scenarios",
       {{"version", "1"}, {"target", "http://a"}, {"load", "{rate: 50/s, for: 30s}"}}},
      {"spec.data",
       {{"version", "1"},
        {"target", "http://a"},
        {"scenario", "['GET /${products.id}']"},
        {"load", "{rate: 50/s, for: 30s}"}}},
      {"spec.provision",
       {{"version", "1"},
        {"target", "http://a"},
        {"scenario", "['GET /${provisioned.key}']"},
        {"load", "{rate: 50/s, for: 30s}"}}},
      {"spec.targets",
       {{"version", "1"},
        {"target", "http://a"},
        {"scenario", "[{request: GET /a, target: inbox}]"},
        {"load", "{rate: 50/s, for: 30s}"}}},
      {"target.mock", {}},
      {"target.http", {{"url", "https://a"}}},
      {"target.tls", {{"url", "https://a"}}},
      {"tls.cert", {{"key", "k.pem"}}},
      {"tls.key", {{"cert", "c.pem"}}},
      {"data source.jsonl", {}},
      {"part.file", {}},
      {"load.phases", {}},
      {"load.users", {{"for", "20s"}}},
      {"load.iterations", {}},
      {"phase.users", {{"name", "a"}, {"for", "20s"}}},
      {"phase.iterations", {{"name", "a"}}},
      {"rule.at_least", {{"metric", "throughput"}, {"max_decrease", "12%"}}},
      {"rule.max_decrease", {{"metric", "throughput"}, {"at_least", "10/s"}}},
      {"waiver.max_decrease",
       {{"rule", "'throughput main/GET /a [load]'"},
        {"reason", "r"},
        {"owner", "o"},
        {"expires", "2026-12-31"}}},
      {"rule.min_extra", {{"metric", "error_rate"}, {"max_increase", "1pp"}}}};
  return all;
}

/// Keys with one word: they change nothing, but every other word is refused.
const std::map<std::string, std::string>& refused_words() {
  static const std::map<std::string, std::string> all{{"spec.version", "2"},
                                                      {"gate.pairing", "rows"}};
  return all;
}

std::string fill(const Frame& frame, const Entries& entries) {
  std::string mapping;
  for (const auto& [key, value] : entries) {
    mapping += (mapping.empty() ? "{" : ", ") + key + ": " + value;
  }
  mapping = mapping.empty() ? "{}" : mapping + "}";
  std::string text = frame.text;
  return text.replace(text.find('@'), 1, mapping);
}

std::string result_of(const std::string& text) {
  const Result<Spec> spec = parse_spec(text, "shop.yaml", testing::vocabulary());
  return spec ? testing::dump(*spec) : "refused";
}

struct Case {
  MappingDescription mapping;
  KeyDescription key;
  std::string id;
};

void PrintTo(const Case& one, std::ostream* stream) {
  *stream << one.id;
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const MappingDescription& mapping : all_mappings()) {
    for (const KeyDescription& key : mapping.keys) {
      cases.push_back({mapping, key, std::string(mapping.name) + "." + std::string(key.name)});
    }
  }
  return cases;
}

class EveryKey : public ::testing::TestWithParam<Case> {
 protected:
  /// Of the key itself where it needs one.
  const Frame& frame() const {
    const auto own = frames().find(GetParam().id);
    return own == frames().end() ? frames().at(std::string(GetParam().mapping.name)) : own->second;
  }
  const Entries& base() const {
    const auto other = other_bases().find(GetParam().id);
    return other == other_bases().end() ? frame().base : other->second;
  }
  std::string with(const std::string& value) const {
    Entries entries = base();
    entries[std::string(GetParam().key.name)] = value;
    return fill(frame(), entries);
  }
};

TEST_P(EveryKey, has_an_effect_or_is_refused) {
  const KeyDescription& key = GetParam().key;
  if (key.form.empty()) {
    EXPECT_THAT(testing::mistakes_in(with("{}")),
                ::testing::HasSubstr("'" + std::string(key.name) + "' is not supported yet\n"));
    return;
  }
  const std::string text = with(std::string(key.example));
  const std::string result = result_of(text);
  EXPECT_EQ(testing::mistakes_in(text), "");
  if (const auto refused = refused_words().find(GetParam().id); refused != refused_words().end()) {
    EXPECT_NE(testing::mistakes_in(with(refused->second)), "");
  } else {
    EXPECT_NE(result, result_of(fill(frame(), base()))) << text;
  }
}

TEST_P(EveryKey, is_in_the_schema_exactly_if_it_is_supported) {
  const KeyDescription& key = GetParam().key;
  const std::string text = with(key.form.empty() ? "{}" : std::string(key.example));
  EXPECT_EQ(testing::is_valid_by_schema(text), !key.form.empty()) << text;
}

TEST_P(EveryKey, is_missed_if_it_is_required) {
  if (GetParam().key.presence == Presence::optional) {
    return;
  }
  Entries entries = base();
  entries.erase(std::string(GetParam().key.name));
  const std::string text = fill(frame(), entries);
  EXPECT_NE(testing::mistakes_in(text), "");
  EXPECT_FALSE(testing::is_valid_by_schema(text)) << text;
}

TEST_P(EveryKey, says_what_it_means_in_a_form_that_exists) {
  const KeyDescription& key = GetParam().key;
  if (!key.form.empty()) {
    EXPECT_NE(find_form(key.form), nullptr) << key.form;
    EXPECT_TRUE(key.description.ends_with('.')) << key.description;
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, EveryKey, ::testing::ValuesIn(all_cases()),
                         [](const auto& instance) {
                           std::string name = instance.param.id;
                           for (char& character : name) {
                             character = character == '.' || character == ' ' ? '_' : character;
                           }
                           return name;
                         });

/// Issue 3 names what is refused; a key that loses its row would become "unknown".
TEST(Keys, not_supported_yet_are_those_of_the_issue) {
  std::set<std::string> refused;
  for (const Case& one : all_cases()) {
    if (one.key.form.empty()) {
      refused.insert(std::string(one.key.name));
    }
  }
  // One a line, so that each feature takes its own out.
  std::istringstream names(R"(
companions
cost
finish
goodput
limits
llm
notify
prices
project
resources
tokens
tool_call
)");
  const std::set<std::string> expected{std::istream_iterator<std::string>(names), {}};
  EXPECT_EQ(refused, expected);
}

}  // namespace
}  // namespace loadgate
