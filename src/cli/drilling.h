// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "cli/masked_log.h"
#include "cli/session.h"
#include "judge/injection.h"
#include "target/proxy/proxy.h"

namespace loadgate {

/// What the self-test measures: the spec's targets, a proxy before each of them, and the plan with
/// a tag on every request of the load.
class DrillGround {
 public:
  /// Starts targets and proxies. `overrides` and `world` must outlive it.
  static Result<std::unique_ptr<DrillGround>> open(Plan plan, const SpecOptions& overrides,
                                                   const CiContext& ci, World& world);
  DrillGround(Plan plan, const CiContext& ci, World& world);  ///< nothing started: open() does it

  /// The whole plan once, through the proxies, with this injection or none.
  Result<Run> measure(const std::optional<Injection>& injection);
  const Plan& plan() const { return plan_; }

 private:
  Result<void> start(const SpecOptions& overrides);

  Plan plan_;
  const CiContext& ci_;
  World& world_;
  Outside outside_;
  Provenance provenance_{};
  MaskedLog log_;
  std::optional<OpenTargets> targets_;
  std::vector<std::unique_ptr<Proxy>> proxies_;
};

}  // namespace loadgate
