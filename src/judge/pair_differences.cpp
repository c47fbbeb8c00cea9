// SPDX-License-Identifier: Apache-2.0
#include "judge/pair_differences.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadgate {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

double log_ratio(const Figure& base, const Figure& candidate) {
  if (base.is_censored || candidate.is_censored) {
    return base.is_censored && candidate.is_censored ? 0.0
           : candidate.is_censored                   ? unbounded
                                                     : -unbounded;
  }
  if (base.value <= 0) {
    return candidate.value > 0 ? unbounded : 0.0;
  }
  return candidate.value > 0 ? std::log(candidate.value / base.value) : -unbounded;
}

}  // namespace

double harm_sign(Better better) {
  return better == Better::lower ? 1.0 : -1.0;
}

double log_tolerance_of(Better better, double tolerance) {
  const double sign = harm_sign(better);
  const double most = sign > 0 ? std::numeric_limits<double>::max() : 1.0;
  return sign * std::log1p(sign * std::clamp(tolerance, 0.0, most));
}

double harm_in_units(Better better, double ratio, double base) {
  const double sign = harm_sign(better);
  return sign * std::expm1(sign * ratio) * base;
}

PairDifferences differences_of(const FigurePairs& evidence, Better better) {
  PairDifferences result{.to_fail = {}, .to_pass = {}, .is_any_censored = false};
  for (const FigurePair& pair : evidence.pairs) {
    if (!pair.base || !pair.candidate) {
      continue;
    }
    const bool is_censored = pair.base->is_censored || pair.candidate->is_censored;
    result.to_fail.push_back(harm_sign(better) * log_ratio(*pair.base, *pair.candidate));
    result.to_pass.push_back(is_censored ? unbounded : result.to_fail.back());
    result.is_any_censored = result.is_any_censored || is_censored;
  }
  return result;
}

ArmCounts arms_of(const CountPairs& evidence) {
  ArmCounts arms;
  for (const CountPair& pair : evidence.pairs) {
    if (pair.base.total > 0 && pair.candidate.total > 0) {
      arms.base.push_back(pair.base);
      arms.candidate.push_back(pair.candidate);
    }
  }
  return arms;
}

}  // namespace loadgate
