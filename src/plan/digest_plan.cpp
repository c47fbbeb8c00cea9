// SPDX-License-Identifier: Apache-2.0
#include "plan/digest_plan.h"

#include "base/digest.h"
#include "plan/digest_settings.h"

namespace loadgate {
namespace {

DigestPart part_of(std::string name, Settings settings) {
  std::string bytes;
  for (const auto& [key, value] : settings) {
    bytes += framed(key) + framed(value);
  }
  return DigestPart{
      .name = std::move(name), .digest = sha256(bytes), .settings = std::move(settings)};
}

}  // namespace

PlanDigest digest_plan(const Plan& plan) {
  PlanDigest digest{.total = {}, .load = part_of("load", load_settings(plan.spec)), .steps = {}};
  std::string bytes = framed(digest.load.name) + framed(digest.load.digest);
  for (const PlannedStep& step : plan.steps) {
    digest.steps.push_back(part_of(step.full_name, step_settings(plan, step)));
    bytes += framed(digest.steps.back().name) + framed(digest.steps.back().digest);
  }
  digest.total = sha256(bytes);
  return digest;
}

}  // namespace loadgate
