// SPDX-License-Identifier: Apache-2.0
#include "judge/trust.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/units.h"
#include "judge/cause.h"
#include "judge/counted_own_time.h"
#include "judge/words.h"

namespace loadgate {
namespace {

constexpr std::size_t most_reasons = 5;

/// Of every request of a step that the metric has a figure of.
std::vector<Observation> lateness_of_requests(const RunIndex& run, const std::vector<OwnTime>& own,
                                              Scope scope, std::string_view metric) {
  const OwnReading& reading = own_reading_of(metric);
  std::vector<Observation> late;
  for (const std::uint32_t place : run.sample_places(scope)) {
    const Sample& sample = run.run().samples[place];
    if (const auto time = reading.read(sample, own[place])) {
      late.push_back(
          {.value = static_cast<double>(*time), .is_censored = false, .at = sample.intended});
    }
  }
  return late;
}

/// Of every flow of a scenario: the sum over its requests.
std::vector<Observation> lateness_of_flows(const RunIndex& run, const std::vector<OwnTime>& own,
                                           Scope scope) {
  const std::vector<RunStep>& steps = run.run().steps;
  std::map<std::pair<std::uint64_t, std::uint32_t>, double> flows;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    if (steps[step].scenario != scope.step - steps.size()) {
      continue;
    }
    const Scope own_scope{.phase = scope.phase, .step = static_cast<std::uint16_t>(step)};
    for (const std::uint32_t place : run.sample_places(own_scope)) {
      const Sample& sample = run.run().samples[place];
      if (sample.dispatched >= 0) {
        flows[{sample.sequence, sample.user}] += static_cast<double>(own[place].sum());
      }
    }
  }
  std::vector<Observation> late;
  late.reserve(flows.size());
  for (const auto& [flow, added] : flows) {
    late.push_back({.value = added, .is_censored = false, .at = 0});
  }
  return late;
}

std::vector<Observation> lateness_in(const RunIndex& run, const std::vector<OwnTime>& own,
                                     const Question& question) {
  const std::optional<Scope> scope = scope_in(run, question);
  const std::string_view metric = question.metric->name.name;
  if (!scope) {
    return {};
  }
  if (run.run().condensed) {
    return counted_own_times(run.run(), *scope, metric);
  }
  return run.is_step(*scope) ? lateness_of_requests(run, own, *scope, metric)
                             : lateness_of_flows(run, own, *scope);
}

std::optional<double> asked_of(const Rule& rule, std::optional<double> baseline) {
  const double share = rule.max_increase.value_or(
      rule.max_decrease.value_or(rule.max_increase_since_release.value_or(0)));
  return baseline && share > 0 ? std::optional(share * *baseline) : std::nullopt;
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

/// The causes are the better headlines, and what mends them is the better advice.
void name_causes(std::span<const Run> runs, double lateness, TrustFinding& finding) {
  std::vector<std::string> words;
  std::vector<std::string> advice;
  for (const Run& run : runs) {
    for (const Cause& cause : causes_of(run, lateness)) {
      add_once(words, cause.words);
      add_once(advice, std::string(cause.advice));
    }
  }
  if (advice.empty()) {
    advice.emplace_back("give loadgate a core of its own, use a larger runner, or lower the rate");
  }
  finding.reasons.insert(finding.reasons.begin(), words.begin(), words.end());
  for (const std::string& each : advice) {
    finding.advice += (finding.advice.empty() ? "" : "; ") + each;
  }
}

/// Others took the CPU, and it made nothing late: told in one line.
TrustFinding trust_of_quiet_work(std::span<const Run> runs) {
  std::vector<std::string> words;
  for (const Run& run : runs) {
    for (const Cause& cause : disturbances_of(run)) {
      add_once(words, cause.words);
    }
  }
  if (words.empty()) {
    return {.trust = Trust::trusted, .reasons = {}, .advice = {}};
  }
  std::string line;
  for (const std::string& each : words) {
    line += (line.empty() ? "" : ", ") + each;
  }
  return {.trust = Trust::degraded,
          .reasons = {line + "; no rule's figure is late by it"},
          .advice = {}};
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

TrustFinding trust_of_runs(std::span<const Run> runs, const Run* old_build) {
  TrustFinding finding = trust_of_runs(runs);
  if (old_build != nullptr) {
    judge_delivery(*old_build, finding);
  }
  return finding;
}

double own_lateness(const Case& judged, const Question& question) {
  const bool has_rank =
      question.rule->statistic != Statistic::value && question.rule->statistic != Statistic::total;
  const Statistic statistic = has_rank ? question.rule->statistic : Statistic::p99;
  const auto lateness_of = [&](const RunIndex& run, const std::vector<OwnTime>& own) {
    const std::optional<Figure> late = summarise(lateness_in(run, own, question), statistic);
    return late ? late->value : 0;
  };
  // What made the old build look slow hides what the new one lost.
  double worst = is_paired(judged, question)
                     ? lateness_of(judged.old_build->index, judged.old_build->own_times)
                     : 0;
  for (std::size_t i = 0; i < judged.measured.indexes.size(); ++i) {
    worst = std::max(worst, lateness_of(judged.measured.indexes[i], judged.own_times[i]));
  }
  return worst;
}

QuestionTrust trust_of_question(const Case& judged, const Question& question, double own,
                                std::optional<double> baseline) {
  if (!is_time_of_service(*question.metric)) {
    return {.trust = Trust::trusted, .reason = {}, .lateness = 0};
  }
  const double late = own_lateness(judged, question);
  const double tolerance = std::max(question.rule->min_delta,
                                    tolerance_of_time(own, asked_of(*question.rule, baseline)));
  if (late <= tolerance / 4) {
    return {.trust = Trust::trusted, .reason = {}, .lateness = late};
  }
  const bool is_untrusted = late > tolerance / 2;
  return {.trust = is_untrusted ? Trust::untrusted : Trust::degraded,
          .reason = "loadgate was itself " + format_duration(late) + " late at the " +
                    std::string(name_of(question.rule->statistic)) + " of " + question.step + " [" +
                    question.phase + "]" +
                    (question.data_class.empty() ? "" : " [" + question.data_class + "]") +
                    ", more than a " + (is_untrusted ? "half" : "quarter") + " of the " +
                    format_duration(tolerance) + " that the rule can tolerate",
          .lateness = late};
}

TrustFinding combined_trust(TrustFinding of_run, const std::vector<QuestionTrust>& of_questions,
                            std::span<const Run> runs) {
  double lateness = 0;
  for (const Trust kind : {Trust::untrusted, Trust::degraded}) {
    for (const QuestionTrust& question : of_questions) {
      if (question.trust == kind) {
        lateness = std::max(lateness, question.lateness);
        of_run.trust = std::max(of_run.trust, kind);
        add_once(of_run.reasons, question.reason);
      }
    }
  }
  if (of_run.trust == Trust::trusted) {
    return trust_of_quiet_work(runs);
  }
  name_causes(runs, lateness, of_run);
  if (of_run.reasons.size() > most_reasons) {
    const std::size_t hidden = of_run.reasons.size() - most_reasons;
    of_run.reasons.resize(most_reasons);
    of_run.reasons.push_back("and " + count_words(hidden, "reason") + " more");
  }
  return of_run;
}

}  // namespace loadgate
