// SPDX-License-Identifier: Apache-2.0
#include "report/observations.h"

#include <algorithm>
#include <array>

#include "base/units.h"
#include "judge/waivers.h"
#include "judge/words.h"
#include "report/error_classes.h"
#include "report/outline.h"
#include "report/words.h"

namespace loadgate {
namespace {

using Lines = std::vector<Prose>;

void add_unique(std::vector<std::string>& list, const std::string& text) {
  if (std::ranges::find(list, text) == list.end()) {
    list.push_back(text);
  }
}

/// Short names where they tell the steps apart, full ones elsewhere.
std::vector<std::string> shown_names(const Report& report, std::vector<std::string> full_names) {
  std::vector<std::string> all;
  for (const std::string& step : report.steps) {
    all.emplace_back(short_step(step));
  }
  std::ranges::sort(all);
  if (std::ranges::adjacent_find(all) == all.end()) {
    for (std::string& step : full_names) {
      step = std::string(short_step(step));
    }
  }
  return full_names;
}

void add_trust(const Report& report, Lines& lines) {
  const TrustFinding& trust = report.judgement.trust;
  // Where nothing was measured the headline says it all.
  if (trust.trust == Trust::trusted || report.judgement.verdict == Verdict::not_measured) {
    return;
  }
  for (const std::string& reason : trust.reasons) {
    lines.push_back(
        {plain(trust.trust == Trust::untrusted ? "Not to be trusted: " : "To be read with care: "),
         plain(reason + ".")});
  }
}

/// How much the machine and the load alone make two slices differ.
void add_noise(const Report& report, Lines& lines) {
  const std::optional<PairingNote>& pairing = report.judgement.pairing;
  if (!pairing || !pairing->noise) {
    return;
  }
  const std::string& key = pairing->noise_of;
  lines.push_back({plain("Two slices of the old build in a row differ by " +
                         format_percent(*pairing->noise) + " (the median; of "),
                   name(key.substr(0, key.rfind(' '))),
                   plain(", where it is most). Changes are medians over the pairs, beside figures "
                         "of all their requests.")});
}

void add_end(const Report& report, Lines& lines) {
  if (const std::string_view text = early_end_text(report.end); !text.empty()) {
    lines.push_back({plain(as_sentence(std::string(text)))});
  }
}

/// Steps whose comparisons broke, and those whose comparisons all held.
void add_movement(const Report& report, Lines& lines) {
  std::vector<std::string> moved;
  std::vector<std::string> held;
  const auto is_broken = [](const Finding& finding) {
    return finding.state == State::fail || finding.state == State::warn;
  };
  for (const Finding& finding : report.judgement.findings) {
    if (finding.kind == FindingKind::increase && is_broken(finding)) {
      add_unique(moved, finding.step);
    }
  }
  for (const Finding& finding : report.judgement.findings) {
    const bool holds = finding.state == State::pass || finding.state == State::improved;
    if (finding.kind == FindingKind::increase && holds &&
        std::ranges::find(moved, finding.step) == moved.end()) {
      add_unique(held, finding.step);
    }
  }
  if (moved.size() > 1 && held.empty()) {
    // Two builds in turn share the machine.
    lines.push_back({plain(report.judgement.pairing
                               ? "Every step that was compared moved: suspect what all steps share."
                               : "Every step that was compared moved: suspect the machine, or "
                                 "what all steps share.")});
  } else if (!moved.empty() && !held.empty()) {
    Prose line{plain("Only ")};
    line += names(shown_names(report, moved));
    line.push_back(plain(" moved; "));
    line += names(shown_names(report, held));
    // A machine that took the generator's time may have taken the service's too.
    const bool is_quiet = report.judgement.trust.trust == Trust::trusted;
    line.push_back(plain(is_quiet ? " did not: not the machine." : " did not."));
    lines.push_back(line);
  }
}

/// As a reason for doubt, in the same words: of one phase the run's counts are the phase's.
bool is_told(const Report& report, const std::string& words) {
  const std::vector<std::string>& reasons = report.judgement.trust.reasons;
  return std::ranges::find(reasons, words) != reasons.end();
}

void add_delivery(const Report& report, Lines& lines) {
  for (const PhaseDelivery& delivery : report.deliveries) {
    const std::string planned = count_words(delivery.planned, "planned flow");
    const bool is_whole = delivery.started >= delivery.planned;
    const std::string counts = is_whole
                                   ? (delivery.planned == 1 ? "its " : "all ") + planned
                                   : "only " + format_count(delivery.started) + " of " + planned;
    const bool is_one = is_whole ? delivery.planned == 1 : delivery.started == 1;
    const std::string words = counts + (is_one ? " was started" : " were started");
    if (is_told(report, words)) {
      continue;
    }
    lines.push_back({plain("The load of "), name(delivery.phase),
                     plain(is_whole ? " was delivered: " : " was not delivered: "),
                     plain(words + ".")});
  }
}

Prose error_line(const Report& report, const ErrorClass& error) {
  Prose line{plain(format_count(error.count) + " of " +
                   count_words(requests_of(report), "request") + " ended as "),
             name(error.name), plain(" (")};
  line += names(shown_names(report, error.steps));
  line.push_back(plain(error.advice.empty() ? ")." : "): " + error.advice + "."));
  for (std::size_t i = 0; i < error.examples.size(); ++i) {
    line.push_back(plain(i == 0 ? " For example " : ", "));
    line.push_back(quotation(error.examples[i]));
  }
  return line;
}

void add_suggestions(const Report& report, Lines& lines) {
  for (const std::string& suggestion : report.judgement.suggestions) {
    lines.push_back({plain("Could be tighter: " + suggestion + ".")});
  }
}

struct WaiverWords {
  WaiverUse use;
  std::string_view words;
};
constexpr std::array<WaiverWords, 5> waiver_words{{
    {WaiverUse::used, "Waived: "},
    {WaiverUse::not_enough, "A waiver that is not enough: "},
    {WaiverUse::not_needed, "A waiver that is not needed: "},
    {WaiverUse::names_nothing, "A waiver that names nothing of this run: "},
    {WaiverUse::expired, "A waiver that has expired: "},
}};

/// "up to +30 %"; of shares in points.
std::string waived_text(const Report& report, const Waiver& waiver) {
  const auto finding = std::ranges::find_if(report.judgement.findings, [&](const Finding& each) {
    return each.tolerance && waiver_name(each) == waiver.rule;
  });
  const std::optional<double> tolerance =
      waiver.max_increase ? waiver.max_increase : waiver.max_decrease;
  if (!tolerance) {
    return " (whatever it is)";
  }
  const double change = waiver.max_increase ? *tolerance : -*tolerance;
  const bool is_share =
      finding != report.judgement.findings.end() && finding->unit == Unit::fraction;
  return " (up to " + (is_share ? format_points(change) : format_change(change)) + ")";
}

void add_waivers(const Report& report, Lines& lines) {
  for (const auto& [waiver, use] : report.judgement.waivers) {
    lines.push_back({plain(std::ranges::find(waiver_words, use, &WaiverWords::use)->words),
                     name(waiver.rule), plain(waived_text(report, waiver)),
                     plain(" until " + waiver.expires + ", by "), name(waiver.owner), plain(": "),
                     quotation(waiver.reason), plain(".")});
  }
}

Prose edited_baseline(const BaselineSummary& baseline) {
  Prose line{
      plain("This change also edits the baseline file: the comparison is with the one at "
            "the base.")};
  if (!baseline.edited_verdict.empty()) {
    line += {plain(" With the edited one the verdict would be " + baseline.edited_verdict + ": " +
                   baseline.edited_headline + ".")};
  }
  return line;
}

void add_errors(const Report& report, Lines& lines) {
  constexpr std::size_t most = 5;
  const std::vector<ErrorClass> classes = error_classes(report);
  for (std::size_t i = 0; i < std::min(most, classes.size()); ++i) {
    lines.push_back(error_line(report, classes[i]));
  }
  if (classes.size() > most) {
    lines.push_back({plain("And " + std::to_string(classes.size() - most) +
                           " rarer classes of errors: see result.json.")});
  }
}

}  // namespace

std::vector<Prose> warning_lines(const Report& report) {
  Lines lines;
  if (report.baseline && report.baseline->changed_in_tree) {
    lines.push_back(edited_baseline(*report.baseline));
  }
  add_waivers(report, lines);
  for (const auto* warnings : {&report.judgement.warnings, &report.warnings}) {
    for (const std::string& warning : *warnings) {
      lines.push_back({plain("Warning: " + warning + ".")});
    }
  }
  return lines;
}

std::vector<Prose> observations(const Report& report) {
  Lines lines;
  add_trust(report, lines);
  add_noise(report, lines);
  add_end(report, lines);
  add_movement(report, lines);
  add_delivery(report, lines);
  add_errors(report, lines);
  add_suggestions(report, lines);
  return lines;
}

}  // namespace loadgate
