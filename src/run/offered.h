// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/run.h"

namespace loadgate {

/// The slice of a paired run that what was to start at this moment belongs to; null: an unpaired
/// run, or a phase that is not measured.
const PairSlice* slice_of(const Run& run, std::size_t phase, std::int64_t intended);

/// In which flows of the phase could start, ns; 0: it never began. Of a paired run the sum of its
/// slices: between them the other build had the load.
std::int64_t offered_time(const Run& run, std::size_t phase);

/// The end of that time, or of the slice's part of it: what finished later was late.
std::int64_t offered_until(const Run& run, std::size_t phase, std::int64_t intended);

}  // namespace loadgate
