// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/units.h"
#include "target/mock/numbered.h"

namespace loadgate::mock {

constexpr Nanoseconds never = Nanoseconds::max();

/// Sessions, keys or tokens: opaque values that are given out, shown again, and end. The same seed
/// gives the same values. The last million is known.
class Issued {
 public:
  /// `kind` is how the values begin; without '_'.
  Issued(std::string kind, std::uint64_t seed);
  std::string issue(Nanoseconds expires);
  /// From 1; 0 for a value that was not given out, is revoked, or has expired.
  std::uint64_t number_of(std::string_view value, Nanoseconds now);
  bool is_valid(std::string_view value, Nanoseconds now) { return number_of(value, now) != 0; }
  /// False if it was not valid.
  bool revoke(std::string_view value, Nanoseconds now);
  void reset() { ends_.clear(); }

 private:
  std::string value_of(std::string_view number) const;
  Nanoseconds* find(std::string_view value);

  std::string kind_;
  std::uint64_t seed_;
  Numbered<Nanoseconds> ends_;
};

}  // namespace loadgate::mock
