// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>

#include "base/encoding.h"
#include "base/text_table.h"
#include "base/units.h"
#include "judge/states.h"
#include "report/footer.h"
#include "report/observations.h"
#include "report/outline.h"
#include "report/phase_cells.h"
#include "report/words.h"

namespace loadgate {
namespace {

constexpr std::string_view indent = "  ";
constexpr std::size_t widest_text = 2048;

struct SignColor {
  std::string_view sign;
  std::string_view code;  ///< SGR, ECMA-48 §8.3.117
};
constexpr std::array<SignColor, 4> sign_colors{{
    {"✓", "\x1b[32m"},
    {"!", "\x1b[33m"},
    {"✗", "\x1b[1;31m"},
    {"?", "\x1b[33m"},
}};

/// `text` in the colour of `sign`.
std::string colored(std::string_view text, std::string_view sign, Color color) {
  const auto* found = std::ranges::find(sign_colors, sign, &SignColor::sign);
  if (color == Color::off || found == sign_colors.end()) {
    return std::string(text);
  }
  return std::string(found->code) + std::string(text) + "\x1b[0m";
}

/// Text from outside on one line of a terminal.
std::string shown(std::string_view text) {
  return printable(text, widest_text);
}

std::string upper_case(std::string_view word) {
  std::string text(word);
  std::ranges::transform(text, text.begin(), [](char letter) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  });
  return text;
}

std::string allowed_cell(const Finding& finding) {
  if (allowed_text(finding) == no_figure) {
    return "";
  }
  return (only_warns(finding) ? "warns at " : "allowed ") + allowed_text(finding);
}

std::vector<std::string> rule_cells(const Finding& finding) {
  const bool compares = finding.kind == FindingKind::increase && finding.baseline.has_value();
  const std::string now = figure_text(finding.now, finding.unit);
  const std::string figures =
      compares ? figure_text(finding.baseline, finding.unit) + " → " + now : now;
  return {std::string(look_of(finding).console_sign),
          shown(finding.metric),
          shown(scope_text(finding)),
          shown(phase_text(finding)),
          finding.kind == FindingKind::check ? "" : figures,
          finding.change ? change_text(finding) : "",
          allowed_cell(finding),
          shown(sure_text(finding))};
}

/// Colours the sign at the front of each line: in the cells it would count as width.
std::string rules(const std::vector<const Finding*>& findings, Color color) {
  TextTable table{.columns = {Align::left, Align::left, Align::left, Align::left, Align::right,
                              Align::right, Align::left, Align::left},
                  .rows = {}};
  for (const Finding* finding : findings) {
    table.rows.push_back(rule_cells(*finding));
  }
  const std::string lines = layout(table, indent);
  std::string text;
  std::string_view rest = lines;
  for (const Finding* finding : findings) {
    const std::string_view sign = look_of(*finding).console_sign;
    const std::size_t end = rest.find('\n') + 1;
    text += std::string(indent) + colored(sign, sign, color);
    text += rest.substr(indent.size() + sign.size(), end - indent.size() - sign.size());
    rest.remove_prefix(end);
  }
  return text;
}

std::string first_line(const Report& report, Color color) {
  const VerdictRow& verdict = describe(report.judgement.verdict);
  const Headline parts = headline_parts(report);
  // "inconclusive" tells nobody that the first run went well.
  const bool is_first = parts.claim == first_run_claim;
  const std::string word = std::string(verdict.console_sign) + " " +
                           upper_case(is_first ? first_run_claim : verdict.word);
  return shown(title_of(report)) + "  " + colored(word, verdict.console_sign, color) + "   " +
         shown(is_first ? parts.evidence : headline(report)) + "\n";
}

std::string failure(const Report& report) {
  std::string text;
  std::string_view rest = report.failure.find('\n') == std::string::npos
                              ? std::string_view{}
                              : std::string_view(report.failure);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += std::string(indent) + shown(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

/// One table, so that its columns stand below each other.
std::string findings(const Outline& outline, Color color, Detail detail) {
  std::vector<const Finding*> listed = not_holding(outline);
  if (detail == Detail::verbose) {
    listed.insert(listed.end(), outline.holding.begin(), outline.holding.end());
  }
  std::string text = rules(listed, color);
  if (detail == Detail::brief && !outline.holding.empty()) {
    text += std::string(indent) + colored("✓", "✓", color) + " " + holding_text(outline) +
            " (--verbose lists them)\n";
  }
  return text;
}

std::string phases(const Report& report) {
  if (report.phases.empty()) {
    return {};
  }
  TextTable table{.columns = {Align::left, Align::right, Align::right, Align::right, Align::right,
                              Align::right, Align::right, Align::right},
                  .rows = {phase_titles()}};
  for (const PhaseRow& phase : report.phases) {
    std::vector<std::string> cells = phase_cells(phase);
    cells.front() = shown(cells.front());
    table.rows.push_back(cells);
  }
  return layout(table, indent);
}

std::string lines_of(const std::vector<Prose>& lines) {
  std::string text;
  for (const Prose& line : lines) {
    std::string sentence;
    for (const Piece& piece : line) {
      const std::string_view quote = piece.style == Style::plain     ? ""
                                     : piece.style == Style::command ? "`"
                                                                     : "'";
      sentence += std::string(quote) + shown(piece.text) + std::string(quote);
    }
    text += std::string(indent) + sentence + "\n";
  }
  return text;
}

std::string footer(const Report& report) {
  return std::string(indent) + shown(baseline_text(report)) + "    " + measured_text(report) + "\n";
}

}  // namespace

std::string render_console(const Report& report, Color color, Detail detail) {
  const Outline outline = outline_of(report);
  std::string text = first_line(report, color);
  const bool explains = detail == Detail::verbose || report.judgement.verdict != Verdict::pass;
  const std::vector<Prose> explanations = explains ? observations(report) : std::vector<Prose>{};
  for (const std::string& block :
       {failure(report), findings(outline, color, detail), phases(report),
        lines_of(explanations) + lines_of(warning_lines(report)),
        explains ? lines_of(next_steps(report)) : std::string(), footer(report)}) {
    text += block.empty() ? "" : "\n" + block;
  }
  return text;
}

}  // namespace loadgate
