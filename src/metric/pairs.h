// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "metric/metric.h"
#include "stats/rates.h"

namespace loadgate {

/// What both arms showed in one pair: in the same window of the plan, sent to base and candidate in
/// turn, or for the same row of the data. Nothing where the arm had no success in it.
struct FigurePair {
  std::optional<Figure> base;
  std::optional<Figure> candidate;
};

/// The evidence in paired mode for a finding that is compared by ratio. Pair 0, and those after a
/// restart, are left out already, neighbours of a rare step merged.
struct FigurePairs {
  std::vector<FigurePair> pairs;    ///< in order of time
  std::optional<Figure> base;       ///< over all requests of these pairs
  std::optional<Figure> candidate;  ///< nothing: the arm had no success at all
};

/// Bad events (errors, requests with a failed check) among the requests of one pair.
struct CountPair {
  RateCount base;
  RateCount candidate;
};

/// The same for a finding about shares of requests.
struct CountPairs {
  std::vector<CountPair> pairs;  ///< in order of time
};

using PairedEvidence = std::variant<FigurePairs, CountPairs>;

}  // namespace loadgate
