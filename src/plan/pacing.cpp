// SPDX-License-Identifier: Apache-2.0
#include "plan/pacing.h"

#include <algorithm>
#include <numeric>

#include "base/integers.h"
#include "plan/integer_root.h"

namespace loadgate {
namespace {

constexpr std::uint64_t nanoseconds_a_second = 1'000'000'000;

struct CommonRates {
  UnsignedInt128 begin;
  UnsignedInt128 end;
  UnsignedInt128 seconds;
};

CommonRates common_rates(const OpenLoad& load) {
  const Rational begin = load.rate.per_second;
  const Rational end = load.to.value_or(load.rate).per_second;
  const auto wide = [](std::int64_t value) { return static_cast<UnsignedInt128>(value); };
  const std::int64_t shared = std::gcd(begin.denominator, end.denominator);
  return {.begin = wide(begin.numerator) * wide(end.denominator / shared),
          .end = wide(end.numerator) * wide(begin.denominator / shared),
          .seconds = wide(begin.denominator / shared) * wide(end.denominator)};
}

/// Keeps every intermediate value of Pacing below 2^128: c·10^9·Q of a constant rate, D²·max(A, B)²
/// of a ramp.
bool is_computable(const CommonRates& rates, std::uint64_t duration) {
  const UnsignedInt128 limit = static_cast<UnsignedInt128>(1) << 64;
  const UnsignedInt128 largest = std::max(rates.begin, rates.end);
  if (rates.seconds >= limit >> 32 || largest >= limit >> 1) {
    return false;
  }
  return rates.begin == rates.end || largest * duration < limit;
}

/// floor(factor · amount), where `amount` counts in 2^-32; the result fits by is_computable.
UnsignedInt128 times_amount(UnsignedInt128 factor, FlowAmount amount) {
  const UnsignedInt128 low = factor & 0xFFFFFFFF;
  return (factor >> flow_fraction_bits) * amount + ((low * amount) >> flow_fraction_bits);
}

}  // namespace

Result<Pacing> Pacing::make(const OpenLoad& load) {
  const CommonRates rates = common_rates(load);
  if (load.duration.count() <= 0 || load.rate.per_second.numerator < 0 ||
      load.to.value_or(load.rate).per_second.numerator < 0) {
    return invalid_input("a phase needs a duration above zero and rates that are not negative");
  }
  Pacing pacing;
  pacing.duration_ = static_cast<std::uint64_t>(load.duration.count());
  if (!is_computable(rates, pacing.duration_)) {
    return invalid_input(
        "the arrivals of this phase cannot be computed exactly",
        "use a rate with fewer digits, or split the phase: flows times the rate's denominator may "
        "reach 18,000,000,000 in a ramp");
  }
  pacing.begin_ = static_cast<std::uint64_t>(rates.begin);
  pacing.end_ = static_cast<std::uint64_t>(rates.end);
  pacing.seconds_ = static_cast<std::uint64_t>(rates.seconds);
  // (A + B)·D < 2^64 · 2^63 and the divisor below 2^63, so the whole part is taken before the
  // shift.
  const UnsignedInt128 area = (rates.begin + rates.end) * pacing.duration_;
  const UnsignedInt128 divisor = rates.seconds * 2 * nanoseconds_a_second;
  if (area / divisor > most_flows) {
    return invalid_input("the phase starts more than 4,000,000,000 flows",
                         "lower its rate or its duration");
  }
  pacing.total_ = static_cast<FlowAmount>((area / divisor << flow_fraction_bits) +
                                          (area % divisor << flow_fraction_bits) / divisor);
  return pacing;
}

Nanoseconds Pacing::when(FlowAmount amount) const {
  if (begin_ == end_) {
    const UnsignedInt128 scaled =
        static_cast<UnsignedInt128>(amount) * nanoseconds_a_second * seconds_;
    const UnsignedInt128 divisor = static_cast<UnsignedInt128>(begin_) << flow_fraction_bits;
    return Nanoseconds{static_cast<std::int64_t>(scaled / divisor)};
  }
  const bool rises = end_ > begin_;
  const std::uint64_t slope = rises ? end_ - begin_ : begin_ - end_;
  const std::uint64_t start = duration_ * begin_;
  const UnsignedInt128 square = static_cast<UnsignedInt128>(start) * start;
  const UnsignedInt128 growth = times_amount(
      static_cast<UnsignedInt128>(slope) * duration_ * 2 * nanoseconds_a_second * seconds_, amount);
  const std::uint64_t distance =
      rises ? root_floor(square + growth) - start : start - root_ceiling(square - growth);
  return Nanoseconds{static_cast<std::int64_t>(distance / slope)};
}

}  // namespace loadgate
