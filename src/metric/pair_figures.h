// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "metric/figures.h"
#include "run/run.h"

namespace loadgate {

/// What an arm of a paired execution did in each of its slices, in their order: runs with the
/// slice, its samples and flows alone. Of checks the engine keeps no record by moments: an answer
/// with the outcome `assertion` is one that failed, each success one that held.
std::vector<Run> split_by_slice(const Run& arm);

/// Figures of both arms over the same pairs.
struct ArmFigures {
  RunFigures base;
  RunFigures candidate;
};

/// Both arms of a paired execution, cut into parts of neighbouring pairs: of those that count in
/// both. Makes what it is asked for once.
class PairFigures {
 public:
  /// `pairing` is set in both.
  PairFigures(const Run& base, const Run& candidate);

  /// Pairs of this phase that are evidence.
  std::size_t pairs_of(std::uint16_t phase) const;
  /// 1 <= count <= pairs_of(phase): so many parts, in order of time, as even as can be; 1 is all
  /// of it together.
  const std::vector<ArmFigures>& parts(std::uint16_t phase, std::size_t count);

 private:
  /// Slices of one phase; at one place in both the same pair.
  struct Pieces {
    std::vector<RunIndex> base;
    std::vector<RunIndex> candidate;
  };

  std::vector<Run> base_;
  std::vector<Run> candidate_;
  std::map<std::uint16_t, Pieces> pieces_;
  std::map<std::pair<std::uint16_t, std::size_t>, std::vector<ArmFigures>> parts_;
};

}  // namespace loadgate
