// SPDX-License-Identifier: Apache-2.0
#include "stats/distributions.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>

namespace loadgate {
namespace {

namespace math = boost::math;
// Infinity for what is beyond the range of doubles, instead of an exception.
using Quiet = math::policies::policy<math::policies::overflow_error<math::policies::ignore_error>,
                                     math::policies::underflow_error<math::policies::ignore_error>>;
using Normal = math::normal_distribution<double, Quiet>;
using StudentT = math::students_t_distribution<double, Quiet>;
using ChiSquared = math::chi_squared_distribution<double, Quiet>;

}  // namespace

double normal_quantile(double p) {
  assert(p > 0 && p < 1);
  return math::quantile(Normal(), p);
}

double normal_tail(double x) {
  if (std::isinf(x)) {
    return x > 0 ? 0.0 : 1.0;
  }
  return math::cdf(math::complement(Normal(), x));
}

double t_quantile(double p, double degrees) {
  assert(p > 0 && p < 1 && degrees > 0);
  return math::quantile(StudentT(degrees), p);
}

double t_tail(double x, double degrees) {
  assert(degrees > 0);
  if (std::isinf(x)) {
    return x > 0 ? 0.0 : 1.0;
  }
  return math::cdf(math::complement(StudentT(degrees), x));
}

double chi_squared_quantile(double p, double degrees) {
  assert(p > 0 && p < 1 && degrees > 0);
  return math::quantile(ChiSquared(degrees), p);
}

double chi_squared_tail(double x, double degrees) {
  assert(x >= 0 && degrees > 0);
  return std::isinf(x) ? 0.0 : math::cdf(math::complement(ChiSquared(degrees), x));
}

}  // namespace loadgate
