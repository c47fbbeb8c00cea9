// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "judge/states.h"
#include "judge/words.h"
#include "report/outline.h"
#include "report/words.h"

namespace loadgate {
namespace {

/// How people say that a metric moved.
struct MetricWords {
  std::string_view metric;  ///< without statistic or suffix
  std::string_view worse;
  std::string_view beyond;  ///< an absolute limit
};

constexpr std::array<MetricWords, 11> metric_words{{
    {"latency", "is slower", "is too slow"},
    {"service_time", "is slower", "is too slow"},
    {"ttfb", "is slower", "is too slow"},
    {"iteration", "is slower as a whole flow", "is too slow as a whole flow"},
    {"wait", "takes longer to be ready", "takes too long to be ready"},
    {"connect", "connects more slowly", "connects too slowly"},
    {"tls", "connects more slowly", "connects too slowly"},
    {"error_rate", "fails more often", "fails too often"},
    {"check_rate", "passes fewer checks", "passes too few checks"},
    {"throughput", "delivers less", "delivers too little"},
    {"bytes_in", "answers with more bytes", "answers with too many bytes"},
}};
constexpr MetricWords any_metric{"", "is worse", "is beyond its limit"};

const MetricWords& words_for(std::string_view metric) {
  constexpr std::string_view first = "first_attempt.";
  metric.remove_prefix(metric.starts_with(first) ? first.size() : 0);
  const std::string_view name = metric.substr(0, metric.find('.'));
  const auto* found = std::ranges::find(metric_words, name, &MetricWords::metric);
  return found == metric_words.end() ? any_metric : *found;
}

/// "add to cart", of one class of its data "question [short]".
std::string step_text(const Finding& finding) {
  const std::string step(short_step(finding.step));
  return finding.data_class.empty() ? step : step + " [" + finding.data_class + "]";
}

/// "add to cart in steady": with its phase, for one step may be judged in several.
std::string subject(const Finding& finding) {
  std::string text = step_text(finding);
  return finding.phase.empty() ? text : text + " in " + phase_text(finding);
}

std::string limit_text(const Finding& finding) {
  return (finding.better == Better::higher ? "at least " : "limit ") +
         value_text(*finding.limit, finding.unit);
}

std::string allowance(const Finding& finding) {
  if (finding.kind == FindingKind::limit && finding.limit) {
    return limit_text(finding);
  }
  if (!finding.tolerance) {
    return {};
  }
  return (only_warns(finding) ? "warns at " : "allowed ") + allowed_text(finding);
}

std::string in_brackets(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += part.empty() ? "" : (text.empty() ? " (" : ", ") + part;
  }
  return text.empty() ? text : text + ")";
}

/// "p95 212 ms → 250 ms (+18 %, allowed +10 %)".
std::string evidence_of(const Finding& finding) {
  std::string text = quantity_text(finding.metric) + " ";
  if (finding.kind == FindingKind::increase && finding.baseline) {
    text += figure_text(finding.baseline, finding.unit) + " → ";
  }
  text += figure_text(finding.now, finding.unit);
  return text + in_brackets({finding.change ? change_text(finding) : "", allowance(finding)});
}

/// A check of the run, or a step without a figure: its reason says it all.
Headline of_absent(const Finding& finding) {
  const std::string_view verb = finding.state == State::no_data ? " has " : " is ";
  return Headline{.claim = finding.step.empty() ? finding.metric
                                                : step_text(finding) + std::string(verb) +
                                                      std::string(describe(finding.state).word),
                  .evidence = finding.reason};
}

Headline of_broken(const Finding& finding, bool names_phase) {
  if (finding.state == State::policy_change) {
    return Headline{.claim = "this change weakens the gate",
                    .evidence = rule_text(finding) + ": " + finding.reason};
  }
  if (finding.kind == FindingKind::check || !finding.now) {
    return of_absent(finding);
  }
  const MetricWords& words = words_for(finding.metric);
  const bool is_limit = finding.kind == FindingKind::limit;
  std::string claim = step_text(finding) + " " + std::string(is_limit ? words.beyond : words.worse);
  if (names_phase && !finding.phase.empty()) {
    claim += " in " + phase_text(finding);
  }
  return Headline{.claim = std::move(claim), .evidence = evidence_of(finding)};
}

Headline of_undecided(const Report& report, const Outline& outline) {
  const Finding& first = *outline.undecided.front();
  if (lacks_baseline(report)) {
    return Headline{.claim = std::string(first_run_claim),
                    .evidence =
                        "this run was measured, and there is nothing to compare it with; "
                        "make the first one: " +
                        record_command(report)};
  }
  if (first.state == State::incomparable) {
    return Headline{.claim = "not compared with the baseline", .evidence = first.reason};
  }
  return Headline{.claim = count_words(outline.undecided.size(), "rule") + " could not be decided",
                  .evidence = quantity_text(first.metric) + " of " + subject(first) + " (" +
                              sure_text(first) + ")"};
}

Headline of_not_measured(const Report& report) {
  for (const std::vector<std::string>* reasons :
       {&report.judgement.trust.reasons, &report.judgement.warnings, &report.warnings}) {
    if (report.failure.empty() && !reasons->empty()) {
      return Headline{.claim = "nothing could be measured", .evidence = reasons->front()};
    }
  }
  // Its first line; the whole message stands below.
  return Headline{.claim = "nothing could be measured",
                  .evidence = report.failure.substr(0, report.failure.find('\n'))};
}

std::string compared_text(const Report& report) {
  return report.judgement.pairing ? "compared with the old build"
         : report.baseline        ? "compared with " + report.baseline->described
                                  : "";
}

Headline of_pass(const Report& report, const Outline& outline) {
  const std::size_t others = not_holding(outline).size();
  std::string claim = holding_text(outline);
  if (others > 0) {
    claim +=
        "; " + count_words(others, "other rule") + (others == 1 ? " does" : " do") + " not block";
  }
  return Headline{.claim = std::move(claim), .evidence = compared_text(report)};
}

bool has_several_phases(const Report& report) {
  return std::ranges::count_if(report.phases, &PhaseRow::measure) > 1;
}

Headline of_group(const Report& report, const std::vector<const Finding*>& group) {
  Headline headline = of_broken(*group.front(), has_several_phases(report));
  if (group.size() > 1) {
    const std::size_t more = group.size() - 1;
    headline.evidence +=
        "; " + count_words(more, "more rule") + (more == 1 ? " does" : " do") + " not hold";
  }
  return headline;
}

Headline of_untrusted(const Report& report) {
  const std::vector<std::string>& reasons = report.judgement.trust.reasons;
  return Headline{.claim = "this measurement cannot be trusted",
                  .evidence = reasons.empty() ? "" : reasons.front()};
}

Headline of_early_end(const Report& report) {
  return Headline{.claim = "the run did not come to its end",
                  .evidence = std::string(early_end_text(report.end))};
}

}  // namespace

Headline headline_parts(const Report& report) {
  if (report.judgement.verdict == Verdict::not_measured || !report.failure.empty()) {
    return of_not_measured(report);
  }
  if (report.judgement.findings.empty()) {
    return Headline{.claim = "no rule was judged", .evidence = {}};
  }
  const Outline outline = outline_of(report);
  if (report.judgement.verdict == Verdict::pass) {
    return of_pass(report, outline);
  }
  const bool is_untrusted = report.judgement.trust.trust == Trust::untrusted;
  if (!outline.failing.empty()) {
    return of_group(report, outline.failing);
  }
  if (report.end != RunEnd::complete) {
    return of_early_end(report);
  }
  if (is_untrusted) {
    return of_untrusted(report);
  }
  // The headline explains the verdict, so what could not be decided comes first where it is that.
  if (!outline.undecided.empty() && report.judgement.verdict == Verdict::inconclusive) {
    return of_undecided(report, outline);
  }
  if (!outline.warning.empty()) {
    return of_group(report, outline.warning);
  }
  return outline.undecided.empty() ? of_pass(report, outline) : of_undecided(report, outline);
}

std::string headline(const Report& report) {
  const Headline parts = headline_parts(report);
  return parts.evidence.empty() ? parts.claim : parts.claim + ": " + parts.evidence;
}

std::string sentence(const Finding& finding) {
  if (finding.kind == FindingKind::check) {
    return finding.metric + ": " + finding.reason;
  }
  std::string text = subject(finding) + ": " + quantity_text(finding.metric);
  if (!finding.now) {
    return text + ": " + sure_text(finding);
  }
  text += " " + figure_text(finding.now, finding.unit);
  if (finding.change && finding.baseline) {
    text += ", " + change_text(finding) + " over " + figure_text(finding.baseline, finding.unit);
  }
  return text + in_brackets({allowance(finding), sure_text(finding)});
}

}  // namespace loadgate
