// SPDX-License-Identifier: Apache-2.0
#include "plan/number_draws.h"

#include "plan/step_templates.h"
#include "spec/find_target.h"
#include "spec/references.h"

namespace loadgate {
namespace {

ReferenceEditor numbering_from(std::uint32_t& next) {
  return [&next](Reference& reference) {
    if (reference.kind == ReferenceKind::random_integer ||
        reference.kind == ReferenceKind::random_choice || reference.kind == ReferenceKind::uuid) {
      reference.draw = next++;
    }
  };
}

}  // namespace

void number_draws(Spec& spec) {
  for (Target* target : all_targets(spec)) {
    std::uint32_t of_target = 32768;
    visit_target(*target, numbering_from(of_target));
  }
  for (Scenario* flow : all_flows(spec)) {
    for (Step& step : flow->steps) {
      std::uint32_t of_step = 0;
      visit_step(step, numbering_from(of_step));
    }
  }
}

}  // namespace loadgate
