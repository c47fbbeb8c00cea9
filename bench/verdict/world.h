// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace loadgate::verdict_bench {

/// What the service and its machine are like. Everything acts on the logarithm of a latency.
struct World {
  double sigma;           ///< scatter of requests within a slice
  double run_spread;      ///< between runs of unchanged code
  double burst_share;     ///< of slices in which everything takes 1.5 times as long
  double class_distance;  ///< the other machine class is slower by it
  double class_share;     ///< of runs that land on the other class
  double process_spread;  ///< between processes of unchanged code: both arms draw their own
  std::size_t restarts;   ///< how often in a paired run both arms begin a new process
  std::size_t requests;   ///< in a slice
  bool has_errors;        ///< they are drawn as well
};

inline constexpr double slice_spread = 0.03;      ///< of slices, on top of their requests
inline constexpr double slice_persistence = 0.7;  ///< of it that stays until the next slice
inline constexpr double burst_size = 1.5;
inline constexpr double error_rate = 0.002;
inline constexpr double burst_error_rate = 0.02;
inline constexpr std::size_t first_pairs = 24;
inline constexpr std::size_t most_pairs = 48;

/// xoshiro256** (Blackman & Vigna, ACM TOMS 47, 2021), started by splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed);
  std::uint64_t bits();
  double unit();    ///< in (0, 1)
  double normal();  ///< by Marsaglia's polar method
  bool happens(double chance) { return unit() < chance; }

 private:
  std::array<std::uint64_t, 4> state_;
  double spare_ = 0;
  bool has_spare_ = false;
};

/// Slices of one step in one arm or run.
struct Slices {
  std::vector<double> logs;    ///< of latencies, slice after slice
  std::vector<double> errors;  ///< in each slice
};

/// A paired run of several steps: both arms meet the same machine, slice by slice in turn.
struct PairedRun {
  std::vector<Slices> base;  ///< one a step, `most_pairs` slices each
  std::vector<Slices> candidate;
};
PairedRun draw_paired_run(const World& world, std::size_t steps, Random& random);

/// A run by itself, as a pool is made of: `first_pairs` slices of each step.
std::vector<Slices> draw_run(const World& world, std::size_t steps, Random& random);

/// The nearest-rank p95 of `count` values from `first` on.
double p95_of(const std::vector<double>& logs, std::size_t first, std::size_t count);

}  // namespace loadgate::verdict_bench
