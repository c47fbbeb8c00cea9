// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/spec_builder.h"

namespace loadgate::testing {

/// A step of `provision` that captures `key`.
inline Step key_step(const std::string& path) {
  Step result = step("POST", path);
  result.captures = {
      {.name = "key", .kind = CaptureKind::json, .expression = "/key", .where = nowhere}};
  return result;
}

/// So many credentials at 5/s; `release` may have no step.
inline void provide_keys(Spec& spec, std::int64_t count, std::vector<Step> steps,
                         std::vector<Step> release) {
  const Position where{.line = 7, .column = 3};
  spec.provision = Provision{.count = count,
                             .rate = per_second(5),
                             .retries = 3,
                             .steps = scenario("provision", std::move(steps)),
                             .release = scenario("release", std::move(release)),
                             .where = where};
  spec.data.push_back({.name = "provisioned",
                       .format = DataFormat::provisioned,
                       .file = {},
                       .pick = Pick::unique,
                       .where = where});
}

}  // namespace loadgate::testing
