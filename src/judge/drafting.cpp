// SPDX-License-Identifier: Apache-2.0
#include "judge/drafting.h"

#include <utility>

#include "judge/increase.h"
#include "judge/limit.h"
#include "judge/pair_change.h"
#include "judge/phase_change.h"

namespace loadgate {
namespace {

/// What both builds did as it was measured, or less loadgate's own time; each part is made when the
/// first question needs it.
class Evidence {
 public:
  enum class Kind { gross, net };
  Evidence(const Case& judged, Kind kind) : judged_(judged), kind_(kind) {}

  const Measured& candidate() {
    if (kind_ == Kind::gross) {
      return judged_.measured;
    }
    if (!net_) {
      for (const Run& run : judged_.measured.runs) {
        net_runs_.push_back(net_of_own_time(run));
      }
      net_ = measure(net_runs_);
    }
    return *net_;
  }

  PairFigures& pairs() {
    if (!pairs_) {
      const Run& base = judged_.old_build->run;
      pairs_ = kind_ == Kind::gross ? PairFigures(base, judged_.first())
                                    : PairFigures(net_of_own_time(base), candidate().runs.front());
    }
    return *pairs_;
  }

 private:
  const Case& judged_;
  Kind kind_;
  std::vector<Run> net_runs_;
  std::optional<Measured> net_;
  std::optional<PairFigures> pairs_;
};

/// All questions of a gate in their order.
class Drafting {
 public:
  Drafting(const Case& judged, const std::vector<Question>& questions)
      : judged_(judged),
        blocking_(blocking_comparisons(questions)),
        gross_(judged, Evidence::Kind::gross),
        net_(judged, Evidence::Kind::net) {}

  Draft draft(const Question& question, Trust of_runs) {
    Draft measured = draft_from(gross_, question);
    if (measured.is_settled || !is_time_of_service(*question.metric)) {
      return measured;
    }
    measured.trust =
        trust_of_question(judged_, question, measured.finding.now->value, compared_value(measured));
    const bool is_untrusted = std::max(measured.trust.trust, of_runs) == Trust::untrusted;
    return is_untrusted ? net_draft(std::move(measured)) : measured;
  }

 private:
  Draft draft_from(Evidence& evidence, const Question& question) {
    if (is_paired(judged_, question)) {
      return draft_pair_change(judged_, evidence.pairs(), blocking_, question);
    }
    if (!is_comparison(question.asked)) {
      return draft_limit(judged_, evidence.candidate(), question);
    }
    return question.other_phase.empty()
               ? draft_increase(judged_, evidence.candidate(), question)
               : draft_phase_change(judged_, evidence.candidate(), question);
  }

  Draft net_draft(Draft measured) {
    Draft draft = draft_from(net_, measured.question);
    draft.trust = measured.trust;
    draft.is_net = true;
    draft.as_measured = std::move(measured.finding);
    return draft;
  }

  /// What the figure is compared with, in the metric's unit; nothing where nothing compares.
  std::optional<double> compared_value(const Draft& draft) const {
    const bool is_of_this_run =
        !draft.question.other_phase.empty() || is_paired(judged_, draft.question);
    if (!is_of_this_run) {
      return pool_centre(judged_, draft.question);
    }
    return draft.finding.baseline ? std::optional(draft.finding.baseline->value) : std::nullopt;
  }

  const Case& judged_;
  std::size_t blocking_;
  Evidence gross_;
  Evidence net_;
};

}  // namespace

std::vector<Draft> draft_all(const Case& judged, const std::vector<Question>& questions,
                             Trust of_runs) {
  Drafting drafting(judged, questions);
  std::vector<Draft> drafts;
  drafts.reserve(questions.size());
  for (const Question& question : questions) {
    drafts.push_back(drafting.draft(question, of_runs));
  }
  return drafts;
}

}  // namespace loadgate
