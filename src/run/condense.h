// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>

#include "run/condensed.h"
#include "run/readings.h"
#include "run/run.h"
#include "run/slices.h"

namespace loadgate {

/// So many samples are kept, so that percentiles are exact; a run with more keeps histograms.
inline constexpr std::uint64_t most_samples = 20'000'000;

/// Counts requests and flows one by one, in memory that does not grow with them. In whatever order,
/// and added up from parts, the same ones give the same counts.
class Condenser {
 public:
  /// `steps`: how many the run has.
  explicit Condenser(std::size_t steps) : steps_(steps) {}

  /// `phase_end`: of the sample's phase, ns since the run's start; the largest number where it is
  /// not known yet.
  void add(const Sample& sample, std::int64_t phase_end, std::uint64_t count = 1);
  void add(const Flow& flow, const FlowNotes& notes, std::uint64_t count = 1);
  void add(const Condensed& other);
  Condensed take();

 private:
  using Place = std::tuple<std::uint16_t, std::uint16_t, std::uint16_t>;

  ScopeCounts& at(const Place& place);

  std::size_t steps_;
  std::map<Place, ScopeCounts> scopes_;
  ScopeCounts* last_ = nullptr;  // requests of one step often come in a row
  Slices slices_;
};

/// What a run without samples says of itself.
inline constexpr std::string_view condensed_warning =
    "more requests than are kept one by one: percentiles come from histograms of 3 digits, at most "
    "0.05 % off, and have no interval beside them";

/// Requests, kept or counted.
std::uint64_t sample_count(const Run& run);

/// The run with its samples and flows counted instead of kept.
Run condense(Run run);

}  // namespace loadgate
