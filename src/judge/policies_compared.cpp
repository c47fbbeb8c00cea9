// SPDX-License-Identifier: Apache-2.0
#include "judge/policies_compared.h"

#include <algorithm>
#include <array>

#include "judge/blank_finding.h"
#include "judge/settle.h"
#include "run/rule_fields.h"

namespace loadgate {
namespace {

/// Nothing set allows everything.
bool is_larger(const std::optional<double>& before, const std::optional<double>& after) {
  return before && (!after || *after > *before);
}

struct RuleAspect {
  std::string_view name;
  bool (*is_looser)(const Rule& before, const Rule& after);
  bool (*concerns)(Asked asked);
};

bool is_at_most(Asked asked) {
  return asked == Asked::at_most;
}
bool is_at_least(Asked asked) {
  return asked == Asked::at_least;
}
bool is_any(Asked) {
  return true;
}

constexpr std::array rule_aspects{
    RuleAspect{"severity", [](const Rule& a, const Rule& b) { return b.severity < a.severity; },
               is_any},
    RuleAspect{"at_most",
               [](const Rule& a, const Rule& b) { return is_larger(a.at_most, b.at_most); },
               is_at_most},
    RuleAspect{"at_least",
               [](const Rule& a, const Rule& b) { return is_larger(b.at_least, a.at_least); },
               is_at_least},
    RuleAspect{
        "max_increase",
        [](const Rule& a, const Rule& b) { return is_larger(a.max_increase, b.max_increase); },
        is_comparison},
    RuleAspect{
        "max_decrease",
        [](const Rule& a, const Rule& b) { return is_larger(a.max_decrease, b.max_decrease); },
        is_comparison},
    RuleAspect{"max_increase_since_release",
               [](const Rule& a, const Rule& b) {
                 return is_larger(a.max_increase_since_release, b.max_increase_since_release);
               },
               is_comparison},
    RuleAspect{"min_delta", [](const Rule& a, const Rule& b) { return b.min_delta > a.min_delta; },
               is_comparison},
    RuleAspect{"min_extra", [](const Rule& a, const Rule& b) { return b.min_extra > a.min_extra; },
               is_comparison},
    RuleAspect{"must_see",
               [](const Rule& a, const Rule& b) { return is_larger(a.must_see, b.must_see); },
               is_comparison},
    RuleAspect{"min_samples",
               [](const Rule& a, const Rule& b) {
                 return b.min_samples && b.min_samples != a.min_samples &&
                        b.min_samples > a.min_samples.value_or(0);
               },
               is_any},
    RuleAspect{"on_no_data",
               [](const Rule& a, const Rule& b) { return b.on_no_data < a.on_no_data; }, is_any}};

/// A policy as the spec writes it.
template <typename Value>
std::string word_of(Value value) {
  for (const auto& [known, name] : JsonNames<Value>::names) {
    if (known == value) {
      return std::string(name);
    }
  }
  return {};
}

struct PolicyAspect {
  std::string_view name;
  bool (*is_weaker)(const Demands& before, const Demands& after);
  std::string (*words)(const Demands& demands);
};

int strictness(Multiplicity multiplicity) {
  constexpr std::array order{Multiplicity::strict, Multiplicity::holm, Multiplicity::none};
  return static_cast<int>(std::ranges::find(order, multiplicity) - order.begin());
}

const std::array policy_aspects{
    PolicyAspect{"gate.on_inconclusive",
                 [](const Demands& before, const Demands& after) {
                   return after.gate.on_inconclusive < before.gate.on_inconclusive;
                 },
                 [](const Demands& demands) { return word_of(demands.gate.on_inconclusive); }},
    PolicyAspect{"gate.policy_change",
                 [](const Demands& before, const Demands& after) {
                   return after.gate.policy_change < before.gate.policy_change;
                 },
                 [](const Demands& demands) { return word_of(demands.gate.policy_change); }},
    PolicyAspect{"gate.multiplicity",
                 [](const Demands& before, const Demands& after) {
                   return strictness(after.gate.multiplicity) <
                          strictness(before.gate.multiplicity);
                 },
                 [](const Demands& demands) { return word_of(demands.gate.multiplicity); }},
    PolicyAspect{"gate.confidence",
                 [](const Demands& before, const Demands& after) {
                   return after.gate.confidence > before.gate.confidence;
                 },
                 [](const Demands& demands) { return format_percent(demands.gate.confidence); }},
    PolicyAspect{"gate.jobs",
                 [](const Demands& before, const Demands& after) {
                   return after.gate.jobs > before.gate.jobs;
                 },
                 [](const Demands& demands) { return std::to_string(demands.gate.jobs); }},
    PolicyAspect{"baseline.on_missing",
                 [](const Demands& before, const Demands& after) {
                   return after.baseline.on_missing < before.baseline.on_missing;
                 },
                 [](const Demands& demands) { return word_of(demands.baseline.on_missing); }},
    PolicyAspect{"baseline.on_mismatch",
                 [](const Demands& before, const Demands& after) {
                   return after.baseline.on_mismatch < before.baseline.on_mismatch;
                 },
                 [](const Demands& demands) { return word_of(demands.baseline.on_mismatch); }},
    PolicyAspect{"baseline.file",
                 [](const Demands& before, const Demands& after) {
                   return after.baseline.file != before.baseline.file;
                 },
                 [](const Demands& demands) { return "'" + demands.baseline.file + "'"; }},
};

Finding policy_finding(const Run& run, const PolicyAspect& aspect, const Demands& after) {
  Finding finding = blank_finding(std::string(aspect.name) + " policy_change", FindingKind::check);
  finding.metric = aspect.name;
  finding.origin = RuleOrigin::spec;
  finding.state = State::policy_change;
  finding.reason = "weaker by this change: it was " + aspect.words(*run.before) + ", it is " +
                   aspect.words(after);
  finding.advice = "keep it as it was, or let a reviewer accept this";
  finding.policy = policy_of(finding.state, rule_without_demands(), run);
  finding.blocks = blocks_of(finding.state, finding.policy);
  return finding;
}

}  // namespace

std::string loosened_words(const Rule& before, const Rule& after, Asked asked) {
  std::string names;
  for (const RuleAspect& aspect : rule_aspects) {
    if (aspect.concerns(asked) && aspect.is_looser(before, after)) {
      names += (names.empty() ? "" : ", ") + std::string(aspect.name);
    }
  }
  return names.empty() ? "" : "loosened by this change (" + names + ")";
}

std::vector<Finding> weaker_policies(const Run& run) {
  const Demands after{.gate = run.gate, .baseline = run.baseline, .rules = {}};
  std::vector<Finding> findings;
  for (const PolicyAspect& aspect : policy_aspects) {
    if (aspect.is_weaker(*run.before, after)) {
      findings.push_back(policy_finding(run, aspect, after));
    }
  }
  return findings;
}

}  // namespace loadgate
