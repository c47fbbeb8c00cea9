// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "spec/key_table.h"
#include "spec/read_template.h"
#include "spec/rule.h"
#include "spec/spec.h"

namespace loadgate {

// One reader a part of the spec, and the descriptions of the mappings that it reads.

/// Every documented default that is known before the plan.
Target default_target();
void read_target(const SpecNode& node, Reading& reading, Target& target);
/// The mapping of names to further targets.
void read_targets(const SpecNode& node, Reading& reading, std::vector<Target>& targets);
std::vector<MappingDescription> describe_target();

/// A mapping of names to values with holes. Names that differ only in case are doubled.
std::vector<Header> read_headers(const SpecNode& node, Reading& reading, Place place);
/// Of an answer: names, and patterns of their values.
std::vector<Header> read_expected_headers(const SpecNode& node, Reading& reading);
Auth read_auth(const SpecNode& node, Reading& reading);
std::vector<MappingDescription> describe_auth();

void read_data(const SpecNode& node, Reading& reading, std::vector<DataSource>& data);
std::vector<MappingDescription> describe_data();

/// The list under `scenario:` or `steps:`.
void read_steps(const SpecNode& node, Reading& reading, Scenario& scenario);
void read_scenarios(const SpecNode& node, Reading& reading, std::vector<Scenario>& scenarios);
std::vector<MappingDescription> describe_scenarios();

/// "GET /items" into method and path.
struct RequestLine {
  std::string method;
  Template path;
};
std::optional<RequestLine> read_request(const SpecNode& node, Reading& reading, Place place);

std::vector<Capture> read_captures(const SpecNode& node, Reading& reading);
void read_expectations(const SpecNode& node, Reading& reading, Expectations& expect);
std::vector<MappingDescription> describe_expectations();
FormBody read_form(const SpecNode& node, Reading& reading);
MultipartBody read_multipart(const SpecNode& node, Reading& reading);
std::vector<MappingDescription> describe_bodies();
/// Nothing for a scalar with a mistake; lists and objects keep the values without one.
std::optional<BodyValue> read_body_value(const SpecNode& node, Reading& reading);

void read_provision(const SpecNode& node, Reading& reading, std::optional<Provision>& into);
MappingDescription describe_provision();

/// `written`: the keys of it that stand at this place, not inherited: of these none may be without
/// effect.
void read_load(const SpecNode& node, Reading& reading, Load& load, const SpecNode& written);
/// A phase before its keys are known to fit together.
struct PhaseDraft {
  std::string name;
  const SpecNode* rate;
  const SpecNode* duration;
  const SpecNode* users;
  const SpecNode* iterations;
  const SpecNode* to;
  bool measure;
  Position where;
};
/// Whatever is wrong has been reported: the phase is whole in any case.
Phase finish_phase(const PhaseDraft& draft, Reading& reading);
std::vector<MappingDescription> describe_load();

/// `base`: the spec's `load` as it was written, null without one.
void read_profiles(const SpecNode& node, const SpecNode* base, const Load& defaults,
                   Reading& reading, std::vector<Profile>& profiles);
std::vector<MappingDescription> describe_profiles();

void read_baseline(const SpecNode& node, Reading& reading, BaselinePolicy& baseline);
void read_gate(const SpecNode& node, Reading& reading, GatePolicy& gate);
void read_reports(const SpecNode& node, Reading& reading, ReportOptions& reports);
std::vector<MappingDescription> describe_gate();

void read_rules(const SpecNode& node, Reading& reading, std::vector<Rule>& rules);
std::vector<MappingDescription> describe_rules();

void read_waivers(const SpecNode& node, Reading& reading, std::vector<Waiver>& waivers);
std::vector<MappingDescription> describe_waivers();

std::vector<MappingDescription> describe_spec();

/// pass, warn, fail.
std::optional<Policy> read_policy(const SpecNode& node, Reading& reading);

}  // namespace loadgate
