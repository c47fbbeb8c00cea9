// SPDX-License-Identifier: Apache-2.0
#include "spec/find_target.h"

namespace loadgate {
namespace {

template <typename AnyTarget, typename AnySpec>
std::vector<AnyTarget*> list_targets(AnySpec& spec) {
  std::vector<AnyTarget*> targets{&spec.target};
  for (AnyTarget& target : spec.targets) {
    targets.push_back(&target);
  }
  return targets;
}

}  // namespace

std::vector<const Target*> all_targets(const Spec& spec) {
  return list_targets<const Target>(spec);
}

std::vector<Target*> all_targets(Spec& spec) {
  return list_targets<Target>(spec);
}

std::size_t target_index(const Spec& spec, const Step& step) {
  for (std::size_t i = 0; i < spec.targets.size() && !step.target.empty(); ++i) {
    if (spec.targets[i].name == step.target) {
      return i + 1;
    }
  }
  return 0;
}

const Target& target_of(const Spec& spec, const Step& step) {
  const std::size_t index = target_index(spec, step);
  return index == 0 ? spec.target : spec.targets[index - 1];
}

std::string in_words(const Target& target) {
  return target.name.empty() ? "the target" : "the target '" + target.name + "'";
}

}  // namespace loadgate
