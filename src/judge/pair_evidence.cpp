// SPDX-License-Identifier: Apache-2.0
#include "judge/pair_evidence.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "judge/draft.h"
#include "judge/limit.h"
#include "judge/scope_values.h"
#include "plan/pairs.h"

namespace loadgate {
namespace {

const ScopeFigures* scope_in(const RunFigures& figures, const Question& question) {
  return find_scope(figures, question.step, question.phase, question.data_class);
}

std::optional<Figure> figure_in(const RunFigures& figures, const Question& question) {
  const ScopeFigures* scope = scope_in(figures, question);
  return scope == nullptr ? std::nullopt : figure_in(*scope, *question.rule);
}

RateCount count_in(const RunFigures& figures, const Question& question) {
  const ScopeFigures* scope = scope_in(figures, question);
  const auto count = scope == nullptr ? std::nullopt : count_in(*scope, *question.rule);
  return count.value_or(RateCount{.events = 0, .total = 0});
}

/// As many as there are pairs, or fewer of more requests.
std::size_t parts_for(const Rule& rule, const FigurePair& whole, std::size_t pairs) {
  if (!whole.base || !whole.candidate) {
    return 1;
  }
  const std::uint64_t requests = std::min(whole.base->count, whole.candidate->count);
  const std::uint64_t parts = requests / requests_of_a_part(rule);
  return std::clamp<std::uint64_t>(parts, 1, pairs);
}

FigurePairs figure_pairs(PairFigures& figures, std::uint16_t phase, const Question& question) {
  const auto pair_of = [&question](const ArmFigures& arms) {
    return FigurePair{.base = figure_in(arms.base, question),
                      .candidate = figure_in(arms.candidate, question)};
  };
  const FigurePair whole = pair_of(figures.parts(phase, 1).front());
  const std::size_t parts = parts_for(*question.rule, whole, figures.pairs_of(phase));
  FigurePairs evidence{.pairs = {}, .base = whole.base, .candidate = whole.candidate};
  std::ranges::transform(figures.parts(phase, parts), std::back_inserter(evidence.pairs), pair_of);
  return evidence;
}

/// Errors are rare, and counted whatever the number of requests: each pair stands for itself.
CountPairs count_pairs(PairFigures& figures, std::uint16_t phase, const Question& question) {
  CountPairs evidence;
  for (const ArmFigures& arms : figures.parts(phase, figures.pairs_of(phase))) {
    evidence.pairs.push_back(
        {.base = count_in(arms.base, question), .candidate = count_in(arms.candidate, question)});
  }
  return evidence;
}

PairedRule rule_of(const Question& question) {
  const Rule& rule = *question.rule;
  return {.better = question.asked == Asked::decrease ? Better::higher : Better::lower,
          .tolerance = tolerance_in_force(question).value_or(0),
          .min_delta = rule.min_delta,
          .min_extra = static_cast<double>(rule.min_extra),
          .blocks = rule.severity == Severity::error,
          .must_see = rule.must_see,
          .warn_at = rule.warn_at};
}

std::optional<std::uint16_t> phase_of(const Run& run, const std::string& name) {
  const auto found = std::ranges::find(run.phases, name, &RunPhase::name);
  return found == run.phases.end()
             ? std::nullopt
             : std::optional(static_cast<std::uint16_t>(found - run.phases.begin()));
}

}  // namespace

std::uint64_t requests_of_a_part(const Rule& rule) {
  const double p = to_double(quantile_of(rule.statistic));
  const double beyond = p > 0 && p < 1 ? std::ceil(1 / (1 - p) - 1e-9) : 1;
  return std::max(requests_of_a_pair, static_cast<std::uint64_t>(beyond));
}

PairedQuestion paired_question(PairFigures& figures, const Run& candidate,
                               const Question& question) {
  PairedQuestion asked{.rule = rule_of(question), .evidence = FigurePairs{}};
  const std::optional<std::uint16_t> phase = phase_of(candidate, question.phase);
  const bool has_pairs = phase && figures.pairs_of(*phase) > 0;
  if (is_share(*question.rule)) {
    asked.evidence = has_pairs ? count_pairs(figures, *phase, question) : CountPairs{};
  } else if (has_pairs) {
    asked.evidence = figure_pairs(figures, *phase, question);
  }
  return asked;
}

}  // namespace loadgate
