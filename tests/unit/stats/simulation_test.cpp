// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "stats/distributions.h"
#include "stats/prediction.h"

namespace loadgate {
namespace {

// What the stored mode promises, on drawn log figures: nothing changed, so every alarm is false.
constexpr double level = 0.05;
constexpr std::uint32_t repetitions = 4000;
// Three standard deviations of a share of 5 % in so many repetitions.
const double scatter = 3 * std::sqrt(level * (1 - level) / repetitions);

struct Cell {
  std::size_t runs;
  double spread;          ///< sd of a run's log figure
  double other_machines;  ///< share of runs on a second class of machine
  double distance;        ///< log distance of the two classes
  double change;          ///< true log change of the candidate
};

double unit(std::uint32_t repetition, std::uint32_t draw) {
  return draw_unit({.seed = 2026,
                    .purpose = Purpose::mock,
                    .scenario = 0,
                    .owner = repetition,
                    .iteration = 0,
                    .draw = draw});
}

double drawn_log(const Cell& cell, std::uint32_t repetition, std::uint32_t run) {
  const double machine = unit(repetition, 2 * run) < cell.other_machines ? cell.distance : 0.0;
  return machine + cell.spread * normal_quantile(unit(repetition, 2 * run + 1));
}

double share_of_alarms(const Cell& cell, double tolerance) {
  int alarms = 0;
  for (std::uint32_t repetition = 0; repetition < repetitions; ++repetition) {
    std::vector<double> pool;
    for (std::uint32_t run = 0; run < cell.runs; ++run) {
      pool.push_back(drawn_log(cell, repetition, run));
    }
    const std::vector<double> candidate{cell.change + drawn_log(cell, repetition, 1000)};
    const PoolComparison comparison = compare_with_pool(pool, candidate, 5);
    const bool rejects = p_of_no_increase(comparison) <= level;
    alarms += rejects && lower_bound(comparison, level) > std::log1p(tolerance) ? 1 : 0;
  }
  return alarms / static_cast<double>(repetitions);
}

TEST(Simulation, AtNoToleranceAlarmsStayWithinTheLevel) {
  for (const std::size_t runs : {5U, 8U, 10U}) {
    for (const double spread : {0.0, 0.02, 0.064, 0.10}) {
      const Cell cell{runs, spread, 0, 0, 0};
      EXPECT_LE(share_of_alarms(cell, 0), level + scatter) << runs << " runs, spread " << spread;
    }
  }
}

TEST(Simulation, TheLevelIsUsedAndNotWasted) {
  EXPECT_GE(share_of_alarms({10, 0.10, 0, 0, 0}, 0), level - scatter);
}

TEST(Simulation, TwoKindsOfMachineStayWithinTheLevelAtTheDefaultTolerance) {
  for (const double share : {0.05, 0.11, 0.3, 0.5}) {
    for (const double spread : {0.02, 0.05}) {
      const Cell cell{8, spread, share, std::log(1.15), 0};
      EXPECT_LE(share_of_alarms(cell, 0.10), level + scatter) << share << ", spread " << spread;
    }
  }
}

TEST(Simulation, WhatItSaysItSeesItSeesInFourRunsOfFive) {
  EXPECT_NEAR(share_of_alarms({10, 0.064, 0, 0, std::log(1.32)}, 0.10), 0.8, 0.03);
  EXPECT_NEAR(share_of_alarms({10, 0.064, 0, 0, std::log(1.26)}, 0.05), 0.8, 0.03);
}

}  // namespace
}  // namespace loadgate
