// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "load/clock.h"
#include "load/sample_store.h"
#include "load/secret_values.h"
#include "run/run.h"

namespace loadgate {

struct CheckTally {
  std::uint64_t passed;
  std::uint64_t evaluated;
};

/// Checks are counted in blocks, one for each phase and class of the data; the first one of a phase
/// is for requests without a class.
inline std::size_t check_blocks(std::size_t phases, std::size_t classes) {
  return phases * (classes + 1);
}
inline std::size_t check_block(std::size_t phase, std::uint16_t data_class, std::size_t classes) {
  return phase * (classes + 1) + (data_class == no_class ? 0U : data_class + 1U);
}

/// An error example before it is masked, with the secrets of its own flow: never to be shown so.
struct RawExample {
  ErrorExample example;
  std::vector<std::string> own_secrets;
  Excerpt excerpt;  ///< what the detail is
};

/// Examples kept of one outcome of one step in one phase.
inline constexpr std::size_t examples_of_a_kind = 3;

/// What one worker has seen. Times in samples and flows count from the start of the run; the moment
/// `finished` of what never ended is -1 until the end of the run is known.
struct WorkerRecord {
  std::unique_ptr<SampleStore> store;
  std::vector<CheckTally> checks;  ///< by block, then by check of the load program
  std::vector<RawExample> examples;
  std::map<std::size_t, std::string> unwritable;   ///< step -> why its request could not be written
  std::map<std::string, std::uint64_t> shortages;  ///< what we ran out of -> requests not sent
  std::unordered_set<std::string> captured;        ///< values to be masked from now on
  std::map<std::size_t, std::string> token_failures;  ///< client -> why it was not renewed
  std::uint64_t max_in_flight;
  std::int64_t run_delay;  ///< ns that the thread was runnable and waited; -1 unknown
  std::int64_t wall;       ///< ns that the thread lived
  std::uint64_t loop_stalls;
  std::int64_t longest_stall;
  Instant ended;
  bool was_stopped;
};

/// Counts the examples of each kind, so that a failing run does not keep every body.
class ExampleCount {
 public:
  /// Counts this one if it is still wanted.
  bool take(Outcome outcome, std::size_t step, std::size_t phase) {
    return counts_[{outcome, step, phase}]++ < examples_of_a_kind;
  }

 private:
  std::map<std::tuple<Outcome, std::size_t, std::size_t>, std::size_t> counts_;
};

}  // namespace loadgate
