// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/secrets.h"
#include "load/crew.h"
#include "load/worker_record.h"

namespace loadgate {

/// Puts what the workers have measured into one run: samples and flows in order, what never ended
/// at its age at the end of the run, checks summed up, examples masked. Captured values become
/// secrets of the process. `run` is the empty run of the plan.
void collect(std::vector<WorkerRecord> records, const CrewSetup& crew, Run& run);

}  // namespace loadgate
