// SPDX-License-Identifier: Apache-2.0
#include "cli/base_demands.h"

#include "baseline/store.h"
#include "cli/vocabulary.h"
#include "plan/default_rules.h"
#include "plan/make_plan.h"
#include "spec/parse.h"

namespace loadgate {
namespace {

/// As the plan fills it in, without its data: rules need none.
Result<Demands> demands_of(const std::string& text, const Plan& plan) {
  ASSIGN_OR_RETURN(Spec spec, parse_spec(text, plan.spec.file, full_vocabulary()));
  if (!plan.spec.profile.empty()) {
    ASSIGN_OR_RETURN(spec, with_profile(std::move(spec), plan.spec.profile));
  }
  return Demands{
      .gate = spec.gate, .baseline = spec.baseline, .rules = rules_in_force(spec, all_steps(spec))};
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::optional<Demands> demands_at_base(const Plan& plan, const CiContext& ci,
                                       std::vector<std::string>& warnings) {
  if (!ci.is_pull_request || !ci.base_commit) {
    return std::nullopt;
  }
  const Result<std::optional<std::string>> text = read_at_base(plan.spec.file, *ci.base_commit);
  if (text && !*text) {
    return std::nullopt;
  }
  const Result<Demands> demands =
      text ? demands_of(**text, plan) : tl::make_unexpected(text.error());
  if (!demands) {
    warnings.push_back(
        "the spec at the base cannot be read, so what this change loosens is not "
        "known: " +
        first_line(demands.error().message));
    return std::nullopt;
  }
  return *demands;
}

}  // namespace loadgate
