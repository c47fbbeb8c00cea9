// SPDX-License-Identifier: Apache-2.0
#include "report/markdown.h"

#include <algorithm>

#include "base/units.h"
#include "judge/states.h"
#include "report/footer.h"
#include "report/markdown_escape.h"
#include "report/observations.h"
#include "report/outline.h"
#include "report/phase_cells.h"
#include "report/words.h"

namespace loadgate {
namespace {

using Cells = std::vector<std::string>;

/// Cells are escaped here, and nowhere before.
std::string table_row(const Cells& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) {
    row += " " + escape_markdown(cell) + " |";
  }
  return row + "\n";
}

std::string markdown_of(const Prose& prose) {
  std::string text;
  for (const Piece& piece : prose) {
    text += piece.style == Style::plain ? escape_markdown(piece.text) : markdown_code(piece.text);
  }
  return text;
}

std::string bullets(const std::vector<Prose>& lines) {
  std::string text;
  for (const Prose& line : lines) {
    text += "- " + markdown_of(line) + "\n";
  }
  return text;
}

std::string title_section(const Report& report) {
  const Headline parts = headline_parts(report);
  return "### " + std::string(describe(report.judgement.verdict).sign) + " " +
         escape_markdown(title_of(report)) + ": " + escape_markdown(parts.claim) +
         (parts.evidence.empty() ? "" : " — " + escape_markdown(parts.evidence)) + "\n";
}

std::string description_section(const Report& report) {
  return report.description.empty() ? "" : escape_markdown(report.description) + "\n";
}

/// The whole message of a run that did not come about: several lines, hostile.
std::string failure_section(const Report& report) {
  if (report.failure.find('\n') == std::string::npos) {
    return {};  // the headline has said it all
  }
  std::string text;
  std::string_view rest = report.failure;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "> " + markdown_code(rest.substr(0, end)) + "  \n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

std::string rule_table(const Report& report, const std::vector<const Finding*>& findings) {
  std::string text = "| | rule | " + std::string(compared_title(report)) +
                     " | now | change | allowed | sure |\n"
                     "|---|---|---:|---:|---:|---:|---|\n";
  for (const Finding* finding : findings) {
    const std::string change = escape_markdown(change_text(*finding));
    const std::string sign(look_of(*finding).sign);
    const std::string blocks = finding->blocks == Blocks::undecided ? ", blocks" : "";
    text += "| " + sign + " " + escape_markdown(describe(finding->state).word) + blocks + " | " +
            escape_markdown(rule_text(*finding)) + " | " +
            escape_markdown(figure_text(finding->baseline, finding->unit)) + " | " +
            escape_markdown(figure_text(finding->now, finding->unit)) + " | " +
            (finding->state == State::fail && finding->change ? "**" + change + "**" : change) +
            " | " + escape_markdown(allowed_text(*finding)) +
            (only_warns(*finding) ? " (warns)" : "") + " | " +
            escape_markdown(sure_text(*finding)) + " |\n";
  }
  return text;
}

std::string broken_section(const Report& report, const Outline& outline) {
  const std::vector<const Finding*> findings = not_holding(outline);
  return findings.empty() ? "" : rule_table(report, findings);
}

std::string folded(const std::string& summary, const std::string& content) {
  // The blank lines make the content Markdown again.
  return "<details><summary>" + escape_markdown(summary) + "</summary>\n\n" + content +
         "\n</details>\n";
}

std::string holding_section(const Report& report, const Outline& outline) {
  return outline.holding.empty()
             ? ""
             : folded("✅ " + holding_text(outline), rule_table(report, outline.holding));
}

std::string observations_section(const Report& report) {
  std::vector<Prose> lines = observations(report);
  std::ranges::move(warning_lines(report), std::back_inserter(lines));
  return lines.empty() ? "" : "**Findings**\n" + bullets(lines);
}

std::string phases_section(const Report& report) {
  if (report.phases.empty()) {
    return {};
  }
  std::string text = table_row(phase_titles()) + "|---|---:|---:|---:|---:|---:|---:|---:|\n";
  for (const PhaseRow& phase : report.phases) {
    text += table_row(phase_cells(phase));
  }
  return text;
}

std::string steps_section(const Report& report) {
  if (report.scopes.empty()) {
    return {};
  }
  std::string text = table_row(step_titles(report)) + "|---|---|---:|---:|---:|---:|---:|---:|\n";
  for (const ScopeSummary& scope : report.scopes) {
    text += table_row(step_cells(scope));
  }
  return folded("Steps in each phase", text);
}

std::string next_section(const Report& report) {
  const std::vector<Prose> steps = next_steps(report);
  return steps.empty() ? "" : "**What to do**\n" + bullets(steps);
}

std::string footer_section(const Report& report) {
  std::string text;
  for (const std::string& part : footer_parts(report)) {
    text += (text.empty() ? "" : " · ") + escape_markdown(part);
  }
  return "<sub>" + text + "</sub>\n";
}

}  // namespace

std::vector<MarkdownSection> markdown_sections(const Report& report) {
  const Outline outline = outline_of(report);
  return {
      {.name = "the headline", .text = title_section(report), .importance = 10},
      {.name = "the description", .text = description_section(report), .importance = 3},
      {.name = "the message", .text = failure_section(report), .importance = 8},
      {.name = "the rules that do not hold",
       .text = broken_section(report, outline),
       .importance = 7},
      {.name = "the rules that hold", .text = holding_section(report, outline), .importance = 2},
      {.name = "the findings", .text = observations_section(report), .importance = 5},
      {.name = "the phases", .text = phases_section(report), .importance = 4},
      {.name = "the steps", .text = steps_section(report), .importance = 1},
      {.name = "what to do", .text = next_section(report), .importance = 6},
      {.name = "the provenance", .text = footer_section(report), .importance = 9},
  };
}

std::string join(const std::vector<MarkdownSection>& sections) {
  std::string text;
  for (const MarkdownSection& section : sections) {
    text += (text.empty() || section.text.empty() ? "" : "\n") + section.text;
  }
  return text;
}

std::string markdown_within(const Report& report, std::size_t limit) {
  std::vector<MarkdownSection> sections = markdown_sections(report);
  std::string text = join(sections);
  std::string left_out;
  while (text.size() > limit && sections.size() > 1) {
    const auto least = std::ranges::min_element(sections, {}, &MarkdownSection::importance);
    if (!least->text.empty()) {
      left_out += (left_out.empty() ? "" : ", ") + least->name;
    }
    sections.erase(least);
    text = join(sections) + (left_out.empty() ? "" : "\n_Left out for size: " + left_out + "._\n");
  }
  return text;
}

std::string render_markdown(const Report& report) {
  return join(markdown_sections(report));
}

}  // namespace loadgate
