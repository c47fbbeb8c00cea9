// SPDX-License-Identifier: Apache-2.0
#include "stats/looks.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "stats/distributions.h"

namespace loadgate {
namespace {

constexpr std::array<double, 3> shares{1.0, 0.53, 0.39};

double normal_density(double x) {
  return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
}

/// Density of the sum, at equally distant places, of those runs that no look has rejected yet.
class Undecided {
 public:
  Undecided(double variance, double border) : places_(grid(std::sqrt(variance), border)) {
    for (const double place : places_) {
      densities_.push_back(normal_density(place / std::sqrt(variance)) / std::sqrt(variance));
    }
  }

  /// What is rejected at the next look, where the sum has grown by `step` of variance.
  double rejected_at(double border, double step) const {
    return integral([&](double place) { return normal_tail((border - place) / std::sqrt(step)); });
  }

  /// Those that go on after the next look.
  Undecided after(double variance, double border, double step) const {
    Undecided next(variance, border);
    const double deviation = std::sqrt(step);
    for (std::size_t i = 0; i < next.places_.size(); ++i) {
      next.densities_[i] = integral([&](double place) {
        return normal_density((next.places_[i] - place) / deviation) / deviation;
      });
    }
    return next;
  }

 private:
  static constexpr std::size_t intervals = 400;  // even, for Simpson's rule
  static constexpr double far = 9;               // deviations: beyond is less than 1e-18

  static std::vector<double> grid(double deviation, double border) {
    std::vector<double> places;
    const double low = -far * deviation;
    for (std::size_t i = 0; i <= intervals; ++i) {
      places.push_back(low + (border - low) * static_cast<double>(i) / intervals);
    }
    return places;
  }

  /// Simpson's rule over density times `weigh`.
  template <typename Weigh>
  double integral(Weigh weigh) const {
    double sum = 0;
    for (std::size_t i = 0; i <= intervals; ++i) {
      const double factor = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
      sum += factor * densities_[i] * weigh(places_[i]);
    }
    return sum * (places_[1] - places_[0]) / 3;
  }

  std::vector<double> places_;
  std::vector<double> densities_;
};

}  // namespace

double look_share(std::size_t planned_looks, std::size_t blocking) {
  assert(planned_looks > 0);
  if (planned_looks > shares.size() || blocking > most_rules_of_looks) {
    return 1 / static_cast<double>(planned_looks);
  }
  return shares[planned_looks - 1];
}

std::vector<std::size_t> pairs_at_looks(std::size_t first, std::size_t planned_looks) {
  std::vector<std::size_t> pairs;
  for (std::size_t look = 0; look < planned_looks; ++look) {
    pairs.push_back(first + look * (first / 2));
  }
  return pairs;
}

double total_level(std::span<const std::size_t> pairs, double each) {
  assert(!pairs.empty() && std::ranges::is_sorted(pairs));
  const double z = normal_quantile(1 - each);
  const auto variance = [&](std::size_t look) { return static_cast<double>(pairs[look]); };
  const auto border = [&](std::size_t look) { return z * std::sqrt(variance(look)); };
  double total = each;
  Undecided undecided(variance(0), border(0));
  for (std::size_t look = 1; look < pairs.size(); ++look) {
    const double step = variance(look) - variance(look - 1);
    total += undecided.rejected_at(border(look), step);
    if (look + 1 < pairs.size()) {
      undecided = undecided.after(variance(look), border(look), step);
    }
  }
  return total;
}

}  // namespace loadgate
