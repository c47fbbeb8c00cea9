// SPDX-License-Identifier: Apache-2.0
#include "metric/pair_figures.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>

#include "run/offered.h"

namespace loadgate {
namespace {

std::vector<CheckCount> checks_by_outcome(const std::vector<Sample>& samples) {
  std::map<std::tuple<std::uint16_t, std::uint16_t, std::uint16_t>, CheckCount> counts;
  for (const Sample& sample : samples) {
    const bool has_failed = sample.outcome == Outcome::assertion;
    if (!has_failed && !is_success(sample.outcome)) {
      continue;
    }
    CheckCount& count = counts[{sample.phase, sample.step, sample.data_class}];
    count.phase = sample.phase;
    count.step = sample.step;
    count.data_class = sample.data_class;
    ++count.evaluated;
    count.passed += has_failed ? 0U : 1U;
  }
  std::vector<CheckCount> checks;
  std::ranges::transform(counts, std::back_inserter(checks),
                         [](const auto& entry) { return entry.second; });
  return checks;
}

/// All of the arm but its samples, flows and checks.
Run empty_piece(const Run& arm, const PairSlice& slice) {
  Run piece = arm;
  piece.samples.clear();
  piece.flows.clear();
  piece.checks.clear();
  piece.pairing->slices = {slice};
  return piece;
}

const PairSlice& only_slice_of(const Run& piece) {
  return piece.pairing->slices.front();
}

bool is_same_pair(const PairSlice& a, const PairSlice& b) {
  return a.phase == b.phase && a.pair == b.pair && !a.is_dropped && !b.is_dropped;
}

}  // namespace

std::vector<Run> split_by_slice(const Run& arm) {
  Run shell = arm;
  shell.samples.clear();
  shell.flows.clear();
  const std::vector<PairSlice>& slices = arm.pairing->slices;
  std::vector<Run> pieces;
  std::ranges::transform(slices, std::back_inserter(pieces),
                         [&shell](const PairSlice& slice) { return empty_piece(shell, slice); });
  const auto place_of = [&slices](const PairSlice& slice) {
    return static_cast<std::size_t>(&slice - slices.data());
  };
  for (const Sample& sample : arm.samples) {
    if (const PairSlice* slice = slice_of(arm, sample.phase, sample.intended)) {
      pieces[place_of(*slice)].samples.push_back(sample);
    }
  }
  for (const Flow& flow : arm.flows) {
    if (const PairSlice* slice = slice_of(arm, flow.phase, flow.intended)) {
      pieces[place_of(*slice)].flows.push_back(flow);
    }
  }
  for (Run& piece : pieces) {
    piece.checks = checks_by_outcome(piece.samples);
  }
  return pieces;
}

PairFigures::PairFigures(const Run& base, const Run& candidate)
    : base_(split_by_slice(base)), candidate_(split_by_slice(candidate)) {
  for (const Run& ours : candidate_) {
    const auto theirs = std::ranges::find_if(base_, [&ours](const Run& piece) {
      return is_same_pair(only_slice_of(piece), only_slice_of(ours));
    });
    if (theirs != base_.end()) {
      Pieces& pieces = pieces_[only_slice_of(ours).phase];
      pieces.base.emplace_back(*theirs);
      pieces.candidate.emplace_back(ours);
    }
  }
}

std::size_t PairFigures::pairs_of(std::uint16_t phase) const {
  const auto found = pieces_.find(phase);
  return found == pieces_.end() ? 0 : found->second.base.size();
}

const std::vector<ArmFigures>& PairFigures::parts(std::uint16_t phase, std::size_t count) {
  std::vector<ArmFigures>& parts = parts_[{phase, count}];
  if (parts.empty()) {
    const Pieces& pieces = pieces_.at(phase);
    const std::size_t pairs = pieces.base.size();
    for (std::size_t part = 0; part < count; ++part) {
      const std::size_t first = part * pairs / count;
      const std::size_t size = (part + 1) * pairs / count - first;
      parts.push_back({.base = figures_of(std::span(pieces.base).subspan(first, size)),
                       .candidate = figures_of(std::span(pieces.candidate).subspan(first, size))});
    }
  }
  return parts;
}

}  // namespace loadgate
