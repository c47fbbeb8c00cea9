// SPDX-License-Identifier: Apache-2.0
#include "judge/drafting.h"

#include <utility>

#include "judge/increase.h"
#include "judge/limit.h"
#include "judge/phase_change.h"

namespace loadgate {
namespace {

/// The runs without loadgate's own time, made when the first question needs them.
class NetRuns {
 public:
  explicit NetRuns(std::span<const Run> runs) : gross_(runs) {}

  const Measured& get() {
    if (!measured_) {
      for (const Run& run : gross_) {
        runs_.push_back(net_of_own_time(run));
      }
      measured_ = measure(runs_);
    }
    return *measured_;
  }

 private:
  std::span<const Run> gross_;
  std::vector<Run> runs_;
  std::optional<Measured> measured_;
};

Draft draft_question(const Case& judged, const Measured& measured, const Question& question) {
  if (!is_comparison(question.asked)) {
    return draft_limit(judged, measured, question);
  }
  return question.other_phase.empty() ? draft_increase(judged, measured, question)
                                      : draft_phase_change(judged, measured, question);
}

Draft net_draft(const Case& judged, const Measured& net, Draft measured) {
  Draft draft = draft_question(judged, net, measured.question);
  draft.trust = measured.trust;
  draft.is_net = true;
  draft.as_measured = std::move(measured.finding);
  return draft;
}

/// What the figure is compared with, in the metric's unit; nothing where nothing compares.
std::optional<double> compared_value(const Case& judged, const Draft& draft) {
  return draft.question.other_phase.empty() ? pool_centre(judged, draft.question)
         : draft.finding.baseline           ? std::optional(draft.finding.baseline->value)
                                            : std::nullopt;
}

}  // namespace

std::vector<Draft> draft_all(const Case& judged, const std::vector<Question>& questions,
                             Trust of_runs) {
  NetRuns net(judged.measured.runs);
  std::vector<Draft> drafts;
  for (const Question& question : questions) {
    Draft draft = draft_question(judged, judged.measured, question);
    if (!draft.is_settled && is_time_of_service(*question.metric)) {
      draft.trust = trust_of_question(judged, question, draft.finding.now->value,
                                      compared_value(judged, draft));
      if (std::max(draft.trust.trust, of_runs) == Trust::untrusted) {
        draft = net_draft(judged, net.get(), std::move(draft));
      }
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

}  // namespace loadgate
