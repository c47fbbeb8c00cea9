// SPDX-License-Identifier: Apache-2.0
#include "judge/sentences.h"

#include "base/units.h"
#include "judge/pair_sentences.h"
#include "judge/words.h"

namespace loadgate {
namespace {

/// The bound on the side of "better": the change is at least this bad.
std::optional<double> proven(const Finding& finding) {
  return finding.better == Better::lower ? finding.change->at_least : finding.change->at_most;
}

/// The bound on the side of "worse": the change is no worse than this.
std::optional<double> ruled_out(const Finding& finding) {
  return finding.better == Better::lower ? finding.change->at_most : finding.change->at_least;
}

std::string between_words(const Finding& finding) {
  if (!finding.interval_low || !finding.interval_high) {
    return {};
  }
  return " (between " + value_words(*finding.interval_low, finding.unit) + " and " +
         value_words(*finding.interval_high, finding.unit) + ")";
}

std::string limit_words(const Draft& draft, std::string_view relation) {
  const Finding& finding = draft.finding;
  return figure_words(*finding.now, finding.unit) + " is " + std::string(relation) + " " +
         value_words(*finding.limit, finding.unit) + between_words(finding);
}

/// Errors and checks: what would have failed was asked, not what would have been seen.
bool is_of_shares(const Draft& draft) {
  return draft.rates || (draft.pairs && is_share(*draft.question.rule));
}

std::string seen_words(const Draft& draft) {
  const Finding& finding = draft.finding;
  if (!finding.sees) {
    return "no sign of it";
  }
  const double seen = finding.better == Better::lower ? *finding.sees : -*finding.sees;
  return "no sign of it; " + change_words(*finding.change, seen) +
         (is_of_shares(draft) ? " would have failed" : " would have been seen in 4 runs of 5");
}

bool is_shown(const Draft& draft) {
  const std::optional<double> bound = ruled_out(draft.finding);
  return bound &&
         (draft.finding.better == Better::lower ? *bound : -*bound) <= *draft.finding.tolerance;
}

std::string zero_words(const Draft& draft) {
  return draft.pairs ? "an old build of 0" : "a baseline of 0";
}

std::string unquantified_words(const Draft& draft) {
  return draft.comparison && !draft.comparison->is_quantified ? " (unquantified)" : "";
}

}  // namespace

std::string why_broken(const Draft& draft) {
  const Finding& finding = draft.finding;
  const std::string net = draft.is_net ? ", without loadgate's own lateness" : "";
  if (draft.question.asked == Asked::at_most) {
    return limit_words(draft, "above the limit of") + net;
  }
  if (draft.question.asked == Asked::at_least) {
    return limit_words(draft, "below the limit of") + net;
  }
  if (!finding.change) {
    return "more than " + value_words(finding.min_delta, finding.unit) + " worse than " +
           zero_words(draft) + net;
  }
  return "at least " + change_words(*finding.change, *proven(finding)) + unquantified_words(draft) +
         net;
}

std::string why_passed(const Draft& draft) {
  const Finding& finding = draft.finding;
  if (draft.question.asked == Asked::at_most) {
    return limit_words(draft, "within the limit of");
  }
  if (draft.question.asked == Asked::at_least) {
    return limit_words(draft, "above the limit of");
  }
  if (!finding.change) {
    return "no more than " + value_words(finding.min_delta, finding.unit) + " from " +
           zero_words(draft);
  }
  if (is_shown(draft)) {
    return "no more than " + change_words(*finding.change, *ruled_out(finding)) +
           unquantified_words(draft);
  }
  return seen_words(draft) + unquantified_words(draft);
}

std::string why_improved(const Draft& draft) {
  const std::optional<double> bound = ruled_out(draft.finding);
  return "better by at least " + change_words(*draft.finding.change, *bound) +
         unquantified_words(draft);
}

std::string why_waived(const Draft& draft) {
  const Finding& finding = draft.finding;
  const double sign = finding.better == Better::lower ? 1 : -1;
  return change_words(*finding.change, finding.change->estimate) + ", where the rule allows " +
         change_words(*finding.change, sign * *own_tolerance(draft.question));
}

std::string why_blind(const Finding& finding, double must_see) {
  const double sign = finding.better == Better::lower ? 1 : -1;
  const std::string wanted = change_words(*finding.change, sign * must_see);
  return finding.sees
             ? "no sign of it, but " + wanted + " could have hidden: only " +
                   change_words(*finding.change, sign * *finding.sees) + " would have been seen"
             : "no sign of it, but " + wanted + " could have hidden";
}

std::string what_would_see(const Draft& draft) {
  return is_of_shares(draft) ? "more requests in the phase"
                             : "a steadier or larger baseline, or several jobs (gate.jobs)";
}

std::string why_unclear(const Draft& draft) {
  const Finding& finding = draft.finding;
  if (draft.pairs && !draft.is_beyond) {
    return why_pairs_are_unclear(draft);
  }
  if (finding.now->is_censored) {
    return figure_words(*finding.now, finding.unit) +
           ": too many requests never got an answer to say more";
  }
  const Change& change = *finding.change;
  if (draft.is_beyond) {
    return "at least " + change_words(change, *proven(finding)) +
           " by itself, but not sure enough among all the rules that can block";
  }
  // Of few runs nobody knows how noisy they are.
  const bool has_few = draft.comparison && !draft.comparison->is_quantified;
  return "between " + change_words(change, *change.at_least) + " and " +
         change_words(change, *change.at_most) +
         (has_few ? ": too few runs in the baseline to say" : ": too noisy to say");
}

std::string what_would_decide(const Case& judged, const Draft& draft) {
  if (draft.finding.now->is_censored || is_censored_pair(draft)) {
    return "an answer to those requests: look at the timeouts first";
  }
  if (!draft.question.other_phase.empty()) {
    return "longer phases, or a higher rate";
  }
  if (draft.pairs) {
    return "more pairs: a longer phase, a higher rate, or more looks (gate.extend)";
  }
  const Run& run = judged.first();
  const std::size_t pool_runs = pool_of(judged, draft.question).runs.size();
  if (pool_runs < preferred_runs) {
    const std::string missing = std::to_string(preferred_runs - pool_runs);
    return "more runs of the accepted code in the baseline (it has " + std::to_string(pool_runs) +
           ", " + std::to_string(preferred_runs) +
           " or more are better), on the same kind of machine: " +
           record_command(run, "--add --runs " + missing);
  }
  return "the same code in a second job, judged together with this run: loadgate run " +
         run.spec_file + ", then loadgate compare --spec " + run.spec_file +
         " with the run files of both";
}

}  // namespace loadgate
