// SPDX-License-Identifier: Apache-2.0
#include "cli/world.h"

#include <ostream>

#include "ci/ci.h"

namespace loadgate {

std::string World::variable(const std::string& name) const {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

void World::print(std::string_view text) const {
  out << neutralise_commands(secrets.mask(text)) << std::flush;
}

void World::tell(std::string_view text) const {
  errors << neutralise_commands(secrets.mask(text)) << std::flush;
}

}  // namespace loadgate
