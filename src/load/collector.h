// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/secrets.h"
#include "load/crew.h"
#include "load/worker_record.h"

namespace loadgate {

/// Puts what the workers have measured into one run: samples and flows in order, what never ended
/// at its age at the end of the run, checks summed up, examples masked. Captured values become
/// secrets of the process. `run` is the empty run of the plan. `arm`: whose records they are.
void collect(std::vector<WorkerRecord> records, const CrewSetup& crew, std::size_t arm, Run& run);

}  // namespace loadgate
