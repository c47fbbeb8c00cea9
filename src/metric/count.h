// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "metric/metric.h"

namespace loadgate {

/// Requests of a scope by how they ended, over runs of one plan.
class OutcomeCounts {
 public:
  OutcomeCounts(std::span<const RunIndex> runs, Scope scope);

  std::uint64_t of(Outcome outcome) const;
  std::uint64_t all() const;
  /// All but those that the generator dropped.
  std::uint64_t requests() const;
  /// Expected answers of other classes are some as well.
  std::uint64_t successes() const;
  std::uint64_t errors() const;

 private:
  std::array<std::uint64_t, 256> counts_{};  // by Outcome
};

/// Checks of a scope; `name` empty: all of them.
struct CheckTotal {
  std::uint64_t passed;
  std::uint64_t evaluated;
};
CheckTotal checks_of(std::span<const RunIndex> runs, Scope scope, std::string_view name);

// The scalars; nothing where the denominator is zero.

/// `suffix`: an error class or group, empty for all errors; nothing for an unknown one.
std::optional<double> measure_error_rate(std::span<const RunIndex> runs, Scope scope,
                                         std::string_view suffix);
/// Requests whose first attempt did not succeed, of all that may be sent again.
std::optional<double> measure_first_error_rate(std::span<const RunIndex> runs, Scope scope,
                                               std::string_view suffix);
/// `suffix`: the check's name, empty for all checks.
std::optional<double> measure_check_rate(std::span<const RunIndex> runs, Scope scope,
                                         std::string_view suffix);
/// Successes that finished before the phase's end (its drain is not counted), per second of it.
std::optional<double> measure_throughput(std::span<const RunIndex> runs, Scope scope,
                                         std::string_view suffix);

}  // namespace loadgate
