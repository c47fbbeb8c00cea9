// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "base/units.h"
#include "judge/states.h"
#include "judge/words.h"
#include "report/words.h"

namespace loadgate {
namespace {

std::string bound_text(const Finding& finding, double bound) {
  return finding.change->is_relative ? format_change(bound) : format_points(bound);
}

bool is_known(const std::optional<double>& bound) {
  return bound && std::isfinite(*bound);
}

/// The bound on the side of "better": where it is beyond the tolerance, the change is proven.
std::optional<double> proven(const Finding& finding) {
  return finding.better == Better::lower ? finding.change->at_least : finding.change->at_most;
}

/// The bound on the side of "worse": the change is no more than this.
std::optional<double> ruled_out(const Finding& finding) {
  return finding.better == Better::lower ? finding.change->at_most : finding.change->at_least;
}

std::string reason_of(const Finding& finding) {
  return finding.reason.empty() ? std::string(describe(finding.state).word) : finding.reason;
}

std::string sure_of_broken(const Finding& finding) {
  if (finding.change && is_known(proven(finding))) {
    return "at least " + bound_text(finding, *proven(finding));
  }
  return reason_of(finding);
}

std::string sure_of_improved(const Finding& finding) {
  if (finding.change && is_known(ruled_out(finding))) {
    return "at least " + bound_text(finding, *ruled_out(finding));
  }
  return reason_of(finding);
}

std::string sure_of_inconclusive(const Finding& finding) {
  if (finding.change && is_known(finding.change->at_least) && is_known(finding.change->at_most)) {
    return "between " + bound_text(finding, *finding.change->at_least) + " and " +
           bound_text(finding, *finding.change->at_most) + ": too noisy to say";
  }
  return reason_of(finding);
}

std::string sure_of_pass(const Finding& finding) {
  if (!finding.change) {
    return reason_of(finding);
  }
  const std::optional<double> bound = ruled_out(finding);
  const double worsening =
      is_known(bound) ? (finding.better == Better::lower ? *bound : -*bound) : 0;
  if (is_known(bound) && finding.tolerance && worsening <= *finding.tolerance) {
    return "no more than " + bound_text(finding, *bound);
  }
  if (is_known(finding.sees)) {
    const double seen = finding.better == Better::lower ? *finding.sees : -*finding.sees;
    return "no sign; " + bound_text(finding, seen) + " would have been seen in 4 runs of 5";
  }
  return "no sign of it";
}

std::string sure_of_limit(const Finding& finding) {
  if (is_known(finding.interval_low) && is_known(finding.interval_high)) {
    return "between " + value_text(*finding.interval_low, finding.unit) + " and " +
           value_text(*finding.interval_high, finding.unit);
  }
  return finding.now ? "the figure itself, from " + count_words(finding.samples, "sample")
                     : reason_of(finding);
}

struct SureRow {
  State state;
  std::string (*of_increase)(const Finding&);
  std::string (*of_limit)(const Finding&);
};

constexpr std::array<SureRow, 11> rows{{
    {State::pass, sure_of_pass, sure_of_limit},
    {State::improved, sure_of_improved, sure_of_limit},
    {State::new_step, reason_of, sure_of_limit},
    {State::info, sure_of_broken, sure_of_limit},
    {State::warn, sure_of_broken, sure_of_limit},
    {State::fail, sure_of_broken, sure_of_limit},
    {State::missing, reason_of, reason_of},
    {State::no_data, reason_of, reason_of},
    {State::inconclusive, sure_of_inconclusive, reason_of},
    {State::incomparable, reason_of, reason_of},
    {State::no_baseline, reason_of, reason_of},
}};

}  // namespace

std::string sure_text(const Finding& finding) {
  std::string text = reason_of(finding);
  for (const SureRow& row : rows) {
    if (row.state == finding.state && finding.kind != FindingKind::check) {
      text = finding.kind == FindingKind::limit ? row.of_limit(finding) : row.of_increase(finding);
    }
  }
  return finding.survivors_only ? text + "; survivors only" : text;
}

}  // namespace loadgate
