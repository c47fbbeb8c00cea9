// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "spec/mappings.h"

namespace loadgate {

using namespace std::chrono_literals;

Target default_target() {
  constexpr Position nowhere{.line = 0, .column = 0};
  return Target{.url = {.parts = {}, .where = nowhere},
                .mock = {},
                .http = HttpVersion::automatic,
                .timeout = 10s,
                .connect_timeout = 5s,
                .idle_timeout = std::nullopt,
                .headers = {},
                .auth = {},
                .tls = {.ca = {}, .cert = {}, .key = {}, .verify = true},
                .start = std::nullopt,
                .where = nowhere,
                .transport = TransportChoice::automatic};
}

void read_targets(const SpecNode& node, Reading& reading, std::vector<Target>& targets) {
  if (!is_mapping(node, reading, "a mapping of names to targets")) {
    return;
  }
  if (node.entries.empty()) {
    reading.fail(node.where, "there is no target in it", "add one: inbox: http://127.0.0.1:8025");
  }
  for (const Entry& entry : node.entries) {
    if (!is_identifier(entry.key)) {
      reading.fail(entry.where, "'" + entry.key + "' cannot be the name of a target",
                   "letters, digits, '_' and '-', beginning with a letter");
    }
    Target target = default_target();
    read_target(entry.value, reading, target);
    target.name = entry.key;
    target.where = entry.where;
    if (target.start) {
      reading.fail(target.start->where, "only 'target' can be started",
                   "let the command of target.start start it as well, or start it before loadgate");
    }
    if (!target.against.parts.empty()) {
      reading.fail(target.against.where, "only 'target' can have an old build beside it",
                   "both builds use the other targets alike");
    }
    targets.push_back(std::move(target));
  }
}

}  // namespace loadgate
