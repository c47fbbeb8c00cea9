// SPDX-License-Identifier: Apache-2.0
#include "plan/digest_plan.h"

#include <set>
#include <string_view>

#include "base/digest.h"
#include "base/encoding.h"
#include "plan/digest_settings.h"

namespace loadgate {
namespace {

std::string digest_of(const Settings& settings) {
  std::string bytes;
  for (const auto& [key, value] : settings) {
    bytes += framed(key) + framed(value);
  }
  return sha256(bytes);
}

DigestPart part_of(std::string name, Settings settings) {
  std::string digest = digest_of(settings);
  return DigestPart{
      .name = std::move(name), .digest = std::move(digest), .settings = std::move(settings)};
}

std::string total_of(const PlanDigest& plan) {
  std::string bytes = framed(plan.load.name) + framed(plan.load.digest);
  for (const DigestPart& step : plan.steps) {
    bytes += framed(step.name) + framed(step.digest);
  }
  return sha256(bytes);
}

std::string named(const DigestPart& part) {
  return "'" + printable(part.name, 100) + "'";
}

}  // namespace

PlanDigest digest_plan(const Plan& plan) {
  PlanDigest digest{.total = {}, .load = part_of("load", load_settings(plan)), .steps = {}};
  for (const PlannedStep& step : plan.steps) {
    digest.steps.push_back(part_of(step.full_name, step_settings(plan, step)));
  }
  digest.total = total_of(digest);
  return digest;
}

PlanDigest sealed(PlanDigest plan) {
  plan.load.digest = digest_of(plan.load.settings);
  for (DigestPart& step : plan.steps) {
    step.digest = digest_of(step.settings);
  }
  plan.total = total_of(plan);
  return plan;
}

std::string contradiction_in(const PlanDigest& plan) {
  if (plan.steps.empty()) {
    return "a plan without a step";
  }
  if (plan.load.digest != digest_of(plan.load.settings)) {
    return "the digest of the load is not that of its settings";
  }
  std::set<std::string_view> names;
  for (const DigestPart& step : plan.steps) {
    if (!names.insert(step.name).second) {
      return "the step " + named(step) + " is there twice";
    }
    if (step.digest != digest_of(step.settings)) {
      return "the digest of the step " + named(step) + " is not that of its settings";
    }
  }
  return plan.total == total_of(plan) ? "" : "the digest of the plan is not that of its parts";
}

}  // namespace loadgate
