// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/exit_status.h"
#include "cli/world.h"

namespace loadgate {

/// The whole program: `arguments` without its own name.
ExitStatus run_app(const std::vector<std::string>& arguments, World& world);

/// The error as people see it: `loadgate: message`, then `hint: …` where there is one.
void tell_error(const World& world, const Error& error);

}  // namespace loadgate
