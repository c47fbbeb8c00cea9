// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text_table.h"
#include "base/units.h"
#include "judge/states.h"
#include "report/footer.h"
#include "report/phase_cells.h"
#include "report/words.h"
#include "report/xml_writer.h"

namespace loadgate {
namespace {

/// GitLab does not parse very large nodes.
constexpr std::size_t longest_body = 64U << 10U;

std::string seconds_text(double nanoseconds) {
  // Three decimals: the schema of Surefire takes no more.
  return fmt::format("{:.3f}", nanoseconds / 1e9);
}

/// "checkout.buy.add to cart".
std::string class_name(const Report& report, const Finding& finding) {
  std::string name = title_of(report);
  const std::size_t slash = finding.step.find('/');
  if (slash != std::string::npos) {
    name += "." + finding.step.substr(0, slash);
  }
  return finding.step.empty() ? name : name + "." + std::string(short_step(finding.step));
}

std::string time_of(const Finding& finding) {
  const bool is_time = finding.unit == Unit::nanoseconds && finding.now.has_value();
  return seconds_text(is_time ? finding.now->value : 0);
}

/// The sentence again, because some CIs show the message only and some the body only.
std::string body_of(const Finding& finding) {
  std::string body = sentence(finding) + "\n\n";
  const std::vector<std::pair<std::string_view, std::string>> rows{
      {"rule", rule_text(finding)},
      {"baseline", figure_text(finding.baseline, finding.unit)},
      {"now", figure_text(finding.now, finding.unit)},
      {"change", change_text(finding)},
      {"allowed", allowed_text(finding)},
      {"sure", sure_text(finding)},
      {"samples", format_count(finding.samples)},
      {"reason", finding.reason == sure_text(finding) ? "" : finding.reason},
      {"to do", finding.advice}};
  for (const auto& [title, cell] : rows) {
    if (!cell.empty() && cell != no_figure) {
      body += fmt::format("{:<9} {}\n", title, cell);
    }
  }
  return body.substr(0, longest_body);
}

void write_failure(XmlWriter& xml, const Finding& finding) {
  xml.open("failure").attribute("message", sentence(finding)).attribute("type", "regression");
  xml.text(body_of(finding)).close();
}

void write_error(XmlWriter& xml, const Finding& finding) {
  // Own words only: ActiveSupport, which GitLab parses with, takes `integer` or `yaml` for a type.
  xml.open("error").attribute("message", sentence(finding));
  xml.attribute("type", "loadgate." + std::string(describe(finding.state).name));
  xml.text(body_of(finding)).close();
}

void write_skipped(XmlWriter& xml, const Finding& finding) {
  xml.open("skipped").attribute("message", sentence(finding)).close();
}

void write_output(XmlWriter& xml, const Finding& finding) {
  xml.open("system-out").text(body_of(finding)).close();
}

void write_nothing(XmlWriter&, const Finding&) {}

struct ElementRow {
  JunitElement element;
  void (*write)(XmlWriter& xml, const Finding& finding);
};
constexpr std::array<ElementRow, 5> elements{{
    {JunitElement::pass, write_nothing},
    {JunitElement::pass_with_output, write_output},
    {JunitElement::failure, write_failure},
    {JunitElement::error, write_error},
    {JunitElement::skipped, write_skipped},
}};

void write_case(XmlWriter& xml, const Report& report, const Finding& finding) {
  xml.open("testcase").attribute("classname", class_name(report, finding));
  xml.attribute("name", finding.key).attribute("time", time_of(finding));
  xml.attribute("file", report.spec_file);
  if (finding.where.line > 0) {
    xml.attribute("line", std::to_string(finding.where.line));
  }
  std::ranges::find(elements, look_of(finding).junit, &ElementRow::element)->write(xml, finding);
  xml.close();
}

/// A run that gave no finding at all is no empty, green suite.
void write_not_measured(XmlWriter& xml, const Report& report) {
  xml.open("testcase").attribute("classname", title_of(report)).attribute("name", "measurement");
  xml.attribute("time", "0.000").attribute("file", report.spec_file);
  xml.open("error").attribute("message", headline(report));
  xml.attribute("type", "loadgate.not_measured");
  const bool has_more = report.failure.find('\n') != std::string::npos;
  const std::string body = headline(report) + "\n" + (has_more ? "\n" + report.failure : "");
  xml.text(body.substr(0, longest_body));
  xml.close().close();
}

bool needs_own_case(const Report& report) {
  return report.judgement.verdict == Verdict::not_measured || !report.failure.empty();
}

std::string count_of(const Report& report, JunitElement element) {
  const auto count =
      std::ranges::count(report.judgement.findings, element,
                         [](const Finding& finding) { return look_of(finding).junit; });
  const bool has_own = element == JunitElement::error && needs_own_case(report);
  return std::to_string(count + (has_own ? 1 : 0));
}

void write_counts(XmlWriter& xml, const Report& report) {
  const std::size_t own = needs_own_case(report) ? 1 : 0;
  xml.attribute("name", title_of(report))
      .attribute("tests", std::to_string(report.judgement.findings.size() + own))
      .attribute("failures", count_of(report, JunitElement::failure))
      .attribute("errors", count_of(report, JunitElement::error));
}

void write_properties(XmlWriter& xml, const Report& report) {
  const std::vector<std::pair<std::string_view, std::string>> properties{
      {"verdict", std::string(describe(report.judgement.verdict).name)},
      {"headline", headline(report)},
      {"trust", std::string(describe(report.judgement.trust.trust).name)},
      {"status", std::to_string(report.status)},
      {"baseline", baseline_text(report)},
      {"commit", report.provenance.commit},
      {"ref", report.provenance.ref},
      {"run_url", report.provenance.run_url},
      {"plan", report.plan_digest},
      {"testbed", testbed_class(report.testbed)},
      {"loadgate", report.tool_version}};
  xml.open("properties");
  for (const auto& [name, value] : properties) {
    xml.open("property").attribute("name", name).attribute("value", value).close();
  }
  xml.close();
}

std::string phases_text(const Report& report) {
  TextTable table{.columns = {Align::left, Align::right, Align::right, Align::right, Align::right,
                              Align::right, Align::right, Align::right},
                  .rows = {phase_titles()}};
  for (const PhaseRow& phase : report.phases) {
    table.rows.push_back(phase_cells(phase));
  }
  return layout(table, "");
}

std::string timestamp_text(const Report& report) {
  // Jenkins' schema knows no zone; it is UTC.
  const std::string text = write_timestamp(report.provenance.started_at);
  return text.ends_with('Z') ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

std::string render_junit(const Report& report) {
  const std::string time = seconds_text(static_cast<double>(report.duration));
  XmlWriter xml;
  xml.open("testsuites");
  write_counts(xml, report);
  xml.attribute("time", time).open("testsuite");
  write_counts(xml, report);
  xml.attribute("skipped", count_of(report, JunitElement::skipped)).attribute("time", time);
  xml.attribute("timestamp", timestamp_text(report));
  xml.attribute("hostname",
                report.testbed.runner_label.empty() ? "localhost" : report.testbed.runner_label);
  write_properties(xml, report);
  if (needs_own_case(report)) {
    write_not_measured(xml, report);
  }
  for (const Finding& finding : report.judgement.findings) {
    write_case(xml, report, finding);
  }
  if (!report.phases.empty()) {
    xml.open("system-out").text(phases_text(report)).close();
  }
  return xml.finish();
}

}  // namespace loadgate
