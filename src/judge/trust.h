// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/case.h"

namespace loadgate {

/// Whether the generator did its own work well enough for this question, and why not.
struct QuestionTrust {
  Trust trust;
  std::string reason;   ///< empty where it is trusted
  double lateness = 0;  ///< loadgate's own, at the gated statistic, ns
};

/// Metrics of the generator itself are judged regardless of trust.
bool is_own_metric(const Metric& metric);
/// The response times: the generator's lateness is part of what they measured.
bool is_time_of_service(const Metric& metric);

/// How much of a time may be the generator's, in ns: what was `asked` for, else 10 % of the time's
/// `own` value; never below 2 ms.
double tolerance_of_time(double own, std::optional<double> asked);

/// Evidence for the whole run: arrivals that were not offered.
TrustFinding trust_of_runs(std::span<const Run> runs);
/// The same of both builds of a paired execution.
TrustFinding trust_of_runs(std::span<const Run> runs, const Run* old_build);

/// Evidence for one question about time: what loadgate itself added at the gated statistic, by
/// sending late and by reading late, against the tolerance, max(min_delta, max_increase ×
/// baseline), without a baseline 10 % of `own`, never below 2 ms. More than half of it is
/// untrusted, more than a quarter degraded.
QuestionTrust trust_of_question(const Case& judged, const Question& question, double own,
                                std::optional<double> baseline);

/// The run's trust together with that of its questions, and what to change: the causes first, then
/// the reasons, those of the worst kind before the others, at most five. A CPU that others took
/// without making anything late is degraded, and one reason.
TrustFinding combined_trust(TrustFinding of_run, const std::vector<QuestionTrust>& of_questions,
                            std::span<const Run> runs);

/// The gated statistic of what loadgate added to each request of a scope (a scenario: to each
/// flow), ns; the worst run, an old build's included. p99 for rules that have no rank.
double own_lateness(const Case& judged, const Question& question);

}  // namespace loadgate
