// SPDX-License-Identifier: Apache-2.0
#include "plan/check_against.h"

#include "spec/each_step.h"

namespace loadgate {
namespace {

bool is_whole_address(const Template& path) {
  const auto* literal =
      path.parts.empty() ? nullptr : std::get_if<std::string>(&path.parts.front());
  return literal != nullptr &&
         (literal->starts_with("http://") || literal->starts_with("https://"));
}

}  // namespace

void check_against(const Spec& spec, Mistakes& mistakes) {
  if (spec.target.against.parts.empty()) {
    return;
  }
  for_each_step(spec, [&mistakes](const Step& step) {
    if (step.target.empty() && is_whole_address(step.path)) {
      mistakes.add(step.path.where,
                   "a request to a whole address would never reach the old build of 'against'",
                   "write the path alone");
    }
  });
}

}  // namespace loadgate
