// SPDX-License-Identifier: Apache-2.0
#include "judge/barrier.h"

#include "judge/words.h"

namespace loadgate {

std::optional<Barrier> barrier_of(const Case& judged, const Question& question) {
  const Run& run = judged.first();
  if (!judged.baseline) {
    return Barrier{.state = State::no_baseline,
                   .reason = "there is no baseline to compare with",
                   .advice = "make one, while nothing fails: " + record_command(run)};
  }
  if (pool_of(judged, question).runs.empty()) {
    return Barrier{.state = State::no_baseline,
                   .reason = "the baseline has no runs of a release",
                   .advice = "set them with each release: loadgate baseline promote --release TAG"};
  }
  const Comparability& plans = pool_of(judged, question).comparability;
  if (!plans.load.empty()) {
    return Barrier{.state = State::incomparable,
                   .reason = plans.load,
                   .advice = "record a baseline with this load: " + record_command(run)};
  }
  if (!plans.class_.empty() && !compares_classes(run.baseline.on_mismatch)) {
    return Barrier{.state = State::incomparable,
                   .reason = "another testbed class: " + plans.class_,
                   .advice = "record a baseline on this class of machine (docs/ci.md): " +
                             record_command(run)};
  }
  if (plans.new_steps.contains(question.step)) {
    return Barrier{
        .state = State::new_step, .reason = "new: the baseline does not have it", .advice = {}};
  }
  const auto differing = plans.steps.find(question.step);
  if (differing != plans.steps.end()) {
    return Barrier{.state = State::incomparable,
                   .reason = differing->second,
                   .advice = "record a baseline with the changed step: " + record_command(run)};
  }
  return std::nullopt;
}

}  // namespace loadgate
