// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "run/run.h"

namespace loadgate {

std::string testbed_class(const Testbed& testbed) {
  std::string text = fmt::format("{}, {} {}, quota {}, {} GiB", testbed.architecture,
                                 testbed.usable_cores, testbed.usable_cores == 1 ? "core" : "cores",
                                 testbed.cpu_quota, testbed.memory_gib);
  if (!testbed.runner_label.empty()) {
    text += ", " + testbed.runner_label;
  }
  return text;
}

}  // namespace loadgate
