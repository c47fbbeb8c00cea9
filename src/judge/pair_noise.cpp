// SPDX-License-Identifier: Apache-2.0
#include "judge/pair_noise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "judge/limit.h"
#include "judge/scope_values.h"
#include "metric/pair_figures.h"
#include "plan/pairs.h"
#include "stats/power.h"

namespace loadgate {
namespace {

/// The phase in so many equal windows, as if each were a slice of a pair.
std::vector<PairSlice> windows_of(const RunPhase& phase, std::uint16_t index, std::uint32_t count) {
  std::vector<PairSlice> slices;
  const std::int64_t length = phase.ended - phase.started;
  for (std::uint32_t window = 0; window < count; ++window) {
    slices.push_back({.phase = index,
                      .pair = window,
                      .started = phase.started + length * window / count,
                      .ended = phase.started + length * (window + 1) / count,
                      .is_dropped = false});
  }
  return slices;
}

std::uint64_t requests_asked(const Run& run, const Question& question) {
  const RunFigures figures = figures_of(RunIndex(run));
  const ScopeFigures* scope =
      find_scope(figures, question.step, question.phase, question.data_class);
  return scope == nullptr ? 0 : scope->requests;
}

/// Windows without a figure are left out.
std::vector<double> logs_by_window(Run run, const Question& question,
                                   std::vector<PairSlice> windows) {
  run.pairing = Pairing{.arm = Arm::candidate, .run_salt = 0, .slices = std::move(windows)};
  std::vector<double> logs;
  for (const Run& piece : split_by_slice(run)) {
    const RunFigures figures = figures_of(RunIndex(piece));
    const ScopeFigures* scope =
        find_scope(figures, question.step, question.phase, question.data_class);
    const auto figure = scope != nullptr ? figure_in(*scope, *question.rule) : std::nullopt;
    if (figure && figure->value > 0) {
      logs.push_back(std::log(figure->value));
    }
  }
  return logs;
}

PairNoise assumed_noise(const Question& question) {
  const Rational p = quantile_of(question.rule->statistic);
  const double noise = is_quantile(p) ? quantile_noise(to_double(p)) : mean_noise();
  return {.variance = assumed_pair_variance(noise, static_cast<double>(requests_of_a_pair)),
          .requests = requests_of_a_pair,
          .is_assumed = true};
}

}  // namespace

std::optional<PairNoise> pair_noise_of(const Run& run, const Question& question) {
  const auto phase = std::ranges::find(run.phases, question.phase, &RunPhase::name);
  const std::uint64_t requests = requests_asked(run, question);
  const bool is_time = question.metric->observe != nullptr;
  if (phase == run.phases.end() || requests == 0 || !is_time) {
    return std::nullopt;
  }
  const auto windows = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(planned_windows, requests / requests_of_a_pair));
  const auto index = static_cast<std::uint16_t>(phase - run.phases.begin());
  if (run.condensed || windows < fewest_pairs) {
    return assumed_noise(question);
  }
  const std::vector<double> logs =
      logs_by_window(run, question, windows_of(*phase, index, windows));
  if (logs.size() < fewest_pairs) {
    return assumed_noise(question);
  }
  return PairNoise{
      .variance = successive_variance(logs), .requests = requests / windows, .is_assumed = false};
}

}  // namespace loadgate
