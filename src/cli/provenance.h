// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "ci/ci.h"
#include "cli/options.h"
#include "cli/world.h"
#include "run/run.h"

namespace loadgate {

Timestamp wall_clock_now();

/// Which commit, job and options a run came from. `directory` is inside of the repository, if any.
Provenance provenance_of(const SpecOptions& overrides, const CiContext& ci,
                         const std::filesystem::path& directory, const World& world);

}  // namespace loadgate
