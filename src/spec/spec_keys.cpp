// SPDX-License-Identifier: Apache-2.0
#include "spec/spec_keys.h"

#include <array>
#include <string>

#include "spec/provisioned.h"

namespace loadgate {
namespace {

void read_version(const SpecNode& value, Reading& reading, Spec& /*spec*/) {
  const std::optional<std::string> text = read_text(value, reading);
  if (text && *text != "1") {
    reading.fail(value.where, "version '" + *text + "' is not known to this loadgate",
                 "write version: 1, or use a newer loadgate");
  }
}

void read_spec_name(const SpecNode& value, Reading& reading, Spec& spec) {
  std::optional<std::string> name = read_name(value, reading);
  if (name && !is_safe_file_name(*name)) {
    reading.fail(value.where, "'" + *name + "' cannot name files", std::string(name_hint));
    return;
  }
  set(spec.name, std::move(name));
}

void read_shorthand_scenario(const SpecNode& value, Reading& reading, Spec& spec) {
  Scenario scenario{
      .name = "main", .weight = 1, .steps = {}, .pauses_after = {}, .where = value.where};
  read_steps(value, reading, scenario);
  spec.scenarios.push_back(std::move(scenario));
}

void read_once(const SpecNode& value, Reading& reading, std::string name,
               std::optional<Scenario>& into) {
  Scenario scenario{
      .name = std::move(name), .weight = 1, .steps = {}, .pauses_after = {}, .where = value.where};
  read_steps(value, reading, scenario);
  into = std::move(scenario);
}

constexpr auto spec_keys = std::to_array<Key<Spec>>({
    {{"version", "version", "Of this language.", {}, "1", Presence::required}, read_version},
    {{"name", "file name", "Names the baseline and the reports.",
      "the file's name without its extension", "checkout", Presence::optional},
     read_spec_name},
    {{"description",
      "text",
      "For readers of the spec and of its reports.",
      {},
      "The checkout flow",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       set(spec.description, read_text(value, reading));
     }},
    {{"target", "target", "What is measured.", {}, "http://127.0.0.1:8081", Presence::required},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_target(value, reading, spec.target);
     }},
    {{"targets",
      "targets",
      "Further hosts by name; a step goes to one with `target: name`. Headers, authorisation and "
      "certificates belong to the target that declares them, and go nowhere else.",
      {},
      "{inbox: http://127.0.0.1:8025}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_targets(value, reading, spec.targets);
     }},
    {{"scenario",
      "steps",
      "The steps of the one scenario `main`.",
      {},
      "[GET /api/items]",
      Presence::optional},
     read_shorthand_scenario},
    {{"scenarios",
      "scenarios",
      "Scenarios by name; each flow runs one of them, by weight.",
      {},
      "{buy: {steps: [GET /b]}}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_scenarios(value, reading, spec.scenarios);
     }},
    {{"data",
      "data",
      "Data sources by name.",
      {},
      "{products: {csv: products.csv}}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_data(value, reading, spec.data);
     }},
    {{"setup",
      "steps",
      "Steps that run once, before the load and outside of all counts; every flow knows what they "
      "capture. If one fails there is no load.",
      {},
      "[POST /seed]",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_once(value, reading, "setup", spec.setup);
     }},
    {{"teardown",
      "steps",
      "Steps that run once, after the load, also after one that failed or was interrupted. If one "
      "fails the report warns.",
      {},
      "[DELETE /seed]",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_once(value, reading, "teardown", spec.teardown);
     }},
    {{"provision",
      "provision",
      "Credentials for the load's users, made before it and given back after it.",
      {},
      "{count: 20, rate: 5/s, steps: [{request: POST /keys, capture: {key: json:/key}}]}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_provision(value, reading, spec.provision);
     }},
    {{"load", "load", "How much, and how long.", {}, "{rate: 60/s, for: 30s}", Presence::required},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_load(value, reading, spec.load, value);
     }},
    {{"profiles",
      "profiles",
      "The same scenarios under other loads, chosen with `--profile`.",
      {},
      "{deploy: {load: {rate: 100/s, for: 60s}}}",
      Presence::optional},
     [](const SpecNode& /*value*/, Reading& /*reading*/, Spec& /*spec*/) {
       // Read behind all keys: a profile begins with the spec's load, wherever that stands.
     }},
    {{"baseline",
      "baseline",
      "What runs are compared with.",
      {},
      "{max_runs: 8}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_baseline(value, reading, spec.baseline);
     }},
    {{"gate", "gate", "How the whole gate decides.", {}, "{confidence: 99%}", Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_gate(value, reading, spec.gate);
     }},
    {{"rules", "rules", "What must hold. The error guard stands beside them in any case.",
      "latency.p95 of each step: max_increase 10%, min_delta 1ms", "[]", Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       spec.has_rules = true;
       read_rules(value, reading, spec.rules);
     }},
    {{"waivers",
      "waivers",
      "What a reviewer has accepted although a rule does not hold. All are listed in every report; "
      "an expired one fails.",
      {},
      "[{rule: \"latency.p95 main/GET /a [load]\", reason: r, owner: o, expires: 2026-12-31}]",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_waivers(value, reading, spec.waivers);
     }},
    {{"reports",
      "reports",
      "What is written besides the console.",
      {},
      "{dir: out}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Spec& spec) {
       read_reports(value, reading, spec.reports);
     }},
    not_yet<Spec>("companions"),
    not_yet<Spec>("resources"),
    not_yet<Spec>("prices"),
    not_yet<Spec>("limits"),
    not_yet<Spec>("goodput"),
    not_yet<Spec>("notify"),
});

}  // namespace

bool is_safe_file_name(std::string_view name) {
  const auto is_safe = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  };
  return !name.empty() && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, is_safe);
}

void read_spec_mapping(const SpecNode& node, Reading& reading, Spec& spec) {
  const Load defaults = spec.load;
  if (!read_mapping<Spec>(node, "spec", spec_keys, reading, spec)) {
    return;
  }
  if (const SpecNode* profiles = find_value(node, "profiles")) {
    read_profiles(*profiles, find_value(node, "load"), defaults, reading, spec.profiles);
  }
  if (spec.provision) {
    spec.data.push_back({.name = std::string(provisioned_source),
                         .format = DataFormat::provisioned,
                         .file = {},
                         .pick = Pick::unique,
                         .where = spec.provision->where});
  }
  const bool has_one = find_value(node, "scenario") != nullptr;
  const bool has_many = find_value(node, "scenarios") != nullptr;
  if (has_one == has_many) {
    reading.fail(node.where,
                 has_one ? "'scenario' and 'scenarios' exclude each other"
                         : "'spec' needs the key 'scenario' or 'scenarios'",
                 has_one ? "keep one of them" : "write scenario: [GET /api/items]");
  }
}

std::vector<MappingDescription> describe_spec() {
  constexpr std::string_view scenarios =
      R"({"oneOf": [{"required": ["scenario"]}, {"required": ["scenarios"]}]})";
  return {describe<Spec>("spec", "The whole file.", scenarios, spec_keys)};
}

}  // namespace loadgate
