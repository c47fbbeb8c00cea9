// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/spec.h"

namespace loadgate {

/// Calls `visit` with every step of the spec: of its scenarios, and of what runs before and after.
template <typename Visit>
void for_each_step(const Spec& spec, const Visit& visit) {
  const auto visit_all = [&](const Scenario& scenario) {
    for (const Step& step : scenario.steps) {
      visit(step);
    }
  };
  for (const Scenario& scenario : spec.scenarios) {
    visit_all(scenario);
  }
  if (spec.setup) {
    visit_all(*spec.setup);
  }
  if (spec.teardown) {
    visit_all(*spec.teardown);
  }
  if (spec.provision) {
    visit_all(spec.provision->steps);
    visit_all(spec.provision->release);
  }
}

}  // namespace loadgate
