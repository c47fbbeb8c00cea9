// SPDX-License-Identifier: Apache-2.0
#include "judge/trust.h"

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "judge/words.h"

namespace loadgate {
namespace {

constexpr std::size_t most_reasons = 5;

/// Lags of every request that was sent in the scope.
std::vector<Observation> lags_in(const Run& run, const Question& question) {
  std::vector<Observation> lags;
  const std::optional<Scope> scope = scope_in(run, question.step, question.phase);
  if (!scope) {
    return lags;
  }
  for (const Sample& sample : run.samples) {
    const bool is_meant = scope->step < run.steps.size()
                              ? sample.step == scope->step
                              : run.steps[sample.step].scenario == scope->step - run.steps.size();
    if (sample.phase == scope->phase && sample.dispatched >= 0 && is_meant) {
      const auto lag = static_cast<double>(sample.dispatched - sample.intended);
      lags.push_back({.value = std::max(0.0, lag), .is_censored = false, .at = sample.intended});
    }
  }
  return lags;
}

std::optional<double> asked_of(const Rule& rule, std::optional<double> baseline) {
  const double share = rule.max_increase.value_or(rule.max_decrease.value_or(0));
  return baseline && share > 0 ? std::optional(share * *baseline) : std::nullopt;
}

/// Third line of the table: explains a lag, and counts only beside one.
std::vector<std::string> causes_of(const Run& run) {
  const Health& health = run.health;
  std::vector<std::string> causes;
  if (health.run_delay_share > 0.01) {
    causes.push_back("the runner gave loadgate's threads only " +
                     format_percent(1 - std::min(1.0, health.run_delay_share)) +
                     " of the time they wanted");
  }
  if (health.throttled > 0) {
    causes.push_back("the CPU quota stopped loadgate " + count_words(health.throttled, "time"));
  }
  if (health.steal_share > 0.005) {
    causes.push_back("the machine's host took " + format_percent(health.steal_share) +
                     " of the CPU time for others");
  }
  return causes;
}

void add_once(std::vector<std::string>& reasons, const std::string& reason) {
  if (!reason.empty() && std::ranges::find(reasons, reason) == reasons.end()) {
    reasons.push_back(reason);
  }
}

void judge_delivery(const Run& run, TrustFinding& finding) {
  const Health& health = run.health;
  if (health.generator_dropped > 0) {
    finding.trust = Trust::untrusted;
    add_once(finding.reasons, "loadgate itself dropped " +
                                  count_words(health.generator_dropped, "flow") + " of " +
                                  format_count(health.planned_flows));
    return;
  }
  // What max_in_flight held back is the server's doing; an interrupted run is told as such.
  const double offered =
      static_cast<double>(health.started_flows) + static_cast<double>(health.in_flight_dropped);
  const auto planned = static_cast<double>(health.planned_flows);
  if (planned <= 0 || run.end != RunEnd::complete || offered >= planned) {
    return;
  }
  const bool is_short = offered < 0.98 * planned;
  finding.trust = std::max(finding.trust, is_short ? Trust::untrusted : Trust::degraded);
  add_once(finding.reasons, "only " + format_count(health.started_flows) + " of " +
                                format_count(health.planned_flows) + " planned flows were started");
}

}  // namespace

bool is_own_metric(const Metric& metric) {
  return metric.name.name == "schedule_lag" || metric.name.name == "rx_age";
}

bool is_time_of_service(const Metric& metric) {
  return metric.name.unit == Unit::nanoseconds && !is_own_metric(metric);
}

double tolerance_of_time(double own, std::optional<double> asked) {
  constexpr double least = 2e6;  // 2 ms
  return std::max(asked.value_or(0.1 * own), least);
}

TrustFinding trust_of_runs(std::span<const Run> runs) {
  TrustFinding finding{.trust = Trust::trusted, .reasons = {}, .advice = {}};
  for (const Run& run : runs) {
    judge_delivery(run, finding);
  }
  return finding;
}

double schedule_lag(std::span<const Run> runs, const Question& question) {
  const bool has_rank =
      question.rule->statistic != Statistic::value && question.rule->statistic != Statistic::total;
  const Statistic statistic = has_rank ? question.rule->statistic : Statistic::p99;
  double worst = 0;
  for (const Run& run : runs) {
    const std::optional<Figure> lag = summarise(lags_in(run, question), statistic);
    worst = std::max(worst, lag ? lag->value : 0);
  }
  return worst;
}

QuestionTrust trust_of_question(const Case& judged, const Question& question, double own,
                                std::optional<double> baseline) {
  if (!is_time_of_service(*question.metric)) {
    return {.trust = Trust::trusted, .reason = {}};
  }
  const double lag = schedule_lag(judged.measured.runs, question);
  const double tolerance = std::max(question.rule->min_delta,
                                    tolerance_of_time(own, asked_of(*question.rule, baseline)));
  if (lag <= tolerance / 4) {
    return {.trust = Trust::trusted, .reason = {}};
  }
  const bool is_untrusted = lag > tolerance / 2;
  return {.trust = is_untrusted ? Trust::untrusted : Trust::degraded,
          .reason = "loadgate was itself " + format_duration(lag) + " late at the " +
                    std::string(name_of(question.rule->statistic)) + " of " + question.step + " [" +
                    question.phase + "], more than a " + (is_untrusted ? "half" : "quarter") +
                    " of the " + format_duration(tolerance) + " that the rule can tolerate"};
}

TrustFinding combined_trust(TrustFinding of_run, const std::vector<QuestionTrust>& of_questions,
                            std::span<const Run> runs) {
  bool is_late = false;
  for (const Trust kind : {Trust::untrusted, Trust::degraded}) {
    for (const QuestionTrust& question : of_questions) {
      if (question.trust == kind) {
        is_late = true;
        of_run.trust = std::max(of_run.trust, kind);
        add_once(of_run.reasons, question.reason);
      }
    }
  }
  std::vector<std::string> causes;
  for (const Run& run : runs) {
    for (const std::string& cause : is_late ? causes_of(run) : std::vector<std::string>{}) {
      add_once(causes, cause);
    }
  }
  // The cause is the better headline.
  of_run.reasons.insert(of_run.reasons.begin(), causes.begin(), causes.end());
  if (of_run.reasons.size() > most_reasons) {
    const std::size_t hidden = of_run.reasons.size() - most_reasons;
    of_run.reasons.resize(most_reasons);
    of_run.reasons.push_back("and " + count_words(hidden, "reason") + " more");
  }
  if (of_run.trust == Trust::untrusted) {
    of_run.advice =
        "give loadgate a core of its own, use a larger runner, or lower the rate: what it measures "
        "now is its own lateness";
  }
  return of_run;
}

}  // namespace loadgate
