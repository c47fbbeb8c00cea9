// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string_view>

#include "load/load.h"
#include "load/step_program.h"

namespace loadgate::bench {

class Silence : public ProgressListener {
 public:
  void update(const Progress&) override {}
  void note(std::string_view) override {}
};

/// A small spec with everything that costs something, planned and compiled: what the hot paths
/// work on. Steps: `plain` (the same for every flow), `list` (captures), `add` (all of it).
class World {
 public:
  static const World& only();

  const Plan& plan() const { return plan_; }
  const LoadProgram& program() const { return program_; }
  const StepProgram& step(std::string_view name) const;
  /// Of flow 7, at this step, with what `list` has captured.
  RenderContext at(const StepProgram& step) const;

 private:
  World();

  Plan plan_;
  Outside outside_;
  Secrets secrets_;
  Silence silence_;
  std::atomic<int> stop_{0};
  Captures captures_;
  LoadProgram program_;
};

}  // namespace loadgate::bench
