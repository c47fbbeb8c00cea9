// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "judge/waivers.h"
#include "report/observations.h"
#include "report/outline.h"
#include "report/words.h"

namespace loadgate {
namespace {

using Lines = std::vector<Prose>;

void add_failure(const Report& report, Lines& lines) {
  if (!report.failure_hint.empty()) {
    lines.push_back({plain(as_sentence(report.failure_hint))});
  }
}

/// What fails, or ended early, or cannot be trusted, is nothing to compare with.
bool is_fit_for_baseline(const Report& report) {
  return report.judgement.verdict != Verdict::fail && report.end == RunEnd::complete &&
         report.judgement.trust.trust != Trust::untrusted;
}

Prose first_baseline(const Report& report) {
  if (!is_fit_for_baseline(report)) {
    return {plain("There is no baseline yet, and this run is none: mend what is said above first, "
                  "then make one with "),
            command(record_command(report)), plain(".")};
  }
  return {plain("The first baseline: "), command(record_command(report)),
          plain(" measures eight times and writes "), name(report.baseline_file),
          plain("; commit that file.")};
}

/// "with a waiver for `latency.p95 buy/pay [steady]`, in the rule at `loadgate.yaml:12`".
void add_acceptance(const Report& report, const Outline& outline, Lines& lines) {
  const auto is_rule = [](const Finding* finding) { return finding->kind != FindingKind::check; };
  const auto first = std::ranges::find_if(outline.failing, is_rule);
  if (first == outline.failing.end()) {
    return;
  }
  const int at = (*first)->where.line;
  Prose line{plain("Fix it; or, if it is meant, accept it where a reviewer sees it: with a waiver "
                   "for "),
             name(waiver_name(**first)), plain(", in the rule at "),
             name(report.spec_file + (at > 0 ? ":" + std::to_string(at) : ""))};
  if ((*first)->kind == FindingKind::increase && !report.judgement.pairing) {
    line += {plain(", or in the baseline with "), command(record_command(report))};
  }
  line.push_back(plain("."));
  lines.push_back(line);
}

/// What one finding asks for, in the order in which the findings matter.
class Advice {
 public:
  explicit Advice(Lines& lines) : lines_(lines) {}

  void give(const std::string& sentence) {
    constexpr std::size_t most = 5;
    if (given_.size() < most && std::ranges::find(given_, sentence) == given_.end()) {
      given_.push_back(sentence);
      lines_.push_back({plain(sentence)});
    }
  }

 private:
  Lines& lines_;
  std::vector<std::string> given_;
};

void add_advice(const Report& report, Lines& lines) {
  Advice advice(lines);
  const TrustFinding& trust = report.judgement.trust;
  const bool is_untrusted = trust.trust == Trust::untrusted && !trust.advice.empty();
  if (!trust.advice.empty()) {
    advice.give(as_sentence(trust.advice));
  }
  bool wants_baseline = lacks_baseline(report);
  for (const Finding& finding : report.judgement.findings) {
    const bool is_undecided = finding.state == State::inconclusive;
    if (finding.state == State::no_baseline) {
      if (std::exchange(wants_baseline, false)) {
        lines.push_back(first_baseline(report));
      }
      continue;
    }
    // What cannot be trusted has had its advice.
    if (!finding.advice.empty() && !(is_undecided && is_untrusted)) {
      advice.give(is_undecided ? "What would decide: " + finding.advice + "."
                               : as_sentence(finding.advice));
    }
  }
}

void add_repeat(const Report& report, Lines& lines) {
  if (report.judgement.verdict != Verdict::pass && !report.run_command.empty()) {
    lines.push_back({plain("Again on your machine: "), command(report.run_command)});
  }
}

}  // namespace

std::vector<Prose> next_steps(const Report& report) {
  Lines lines;
  add_failure(report, lines);
  add_acceptance(report, outline_of(report), lines);
  add_advice(report, lines);
  add_repeat(report, lines);
  return lines;
}

}  // namespace loadgate
