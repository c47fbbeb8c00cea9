// SPDX-License-Identifier: Apache-2.0
#include "cli/drill_text.h"

#include <algorithm>
#include <set>

#include "base/encoding.h"
#include "base/text_table.h"
#include "base/units.h"

namespace loadgate {
namespace {

constexpr std::size_t longest_key = 120;
constexpr std::size_t longest_reason = 300;

bool is_asleep(const DrillResult& result, const std::string& rule) {
  return std::ranges::any_of(result.asleep, [&rule](const DrillFinding& finding) {
    return rule_of_key(finding.key) == rule;
  });
}

std::set<std::string> rules_of(const std::vector<std::string>& keys) {
  std::set<std::string> rules;
  std::ranges::transform(keys, std::inserter(rules, rules.end()), rule_of_key);
  return rules;
}

std::string count_of(std::size_t count, const std::string& what) {
  return format_count(count) + " " + what + (count == 1 ? "" : "s");
}

std::string others_of(const DrillResult& result) {
  if (!result.strays.empty()) {
    return count_of(result.strays.size(), "other") + " (below)";
  }
  return result.following.empty() ? "none" : "only what follows";
}

void add_rows(const DoneDrill& done, TextTable& table) {
  for (const std::string& rule : rules_of(done.drill.keys)) {
    const bool sleeps = is_asleep(done.result, rule);
    const bool is_right = !sleeps && done.result.strays.empty();
    table.rows.push_back({is_right ? "✓" : "✗", printable(rule, longest_key),
                          injection_text(done.drill.injection), sleeps ? "no" : "yes",
                          others_of(done.result)});
  }
}

std::string lines_below(const DoneDrill& done) {
  std::string text;
  const std::string place = injection_text(done.drill.injection);
  for (const DrillFinding& finding : done.result.asleep) {
    text += "  ✗ asleep: " + printable(finding.key, longest_key) + ", at " + place + ": " +
            printable(finding.reason, longest_reason) + "\n";
  }
  for (const DrillFinding& finding : done.result.strays) {
    text += "  ✗ tripped as well: " + printable(finding.key, longest_key) + ", at " + place + ": " +
            printable(finding.reason, longest_reason) + "\n";
  }
  for (const std::string& key : done.result.following) {
    text += "    follows, as it looks at the same answers: " + printable(key, longest_key) +
            ", at " + place + "\n";
  }
  return text;
}

std::string headline_of(const SelftestReport& report) {
  std::size_t asleep = 0;
  std::size_t strays = 0;
  std::size_t rules = 0;
  for (const DoneDrill& done : report.done) {
    for (const std::string& rule : rules_of(done.drill.keys)) {
      ++rules;
      asleep += is_asleep(done.result, rule) ? 1U : 0U;
    }
    strays += done.result.strays.size();
  }
  if (is_proven(report)) {
    return "each of " + count_of(rules, "rule") + " trips on its injection, and no other does";
  }
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  if (asleep > 0) {
    add(count_of(asleep, "rule") + (asleep == 1 ? " sleeps" : " sleep"));
  }
  if (strays > 0) {
    add(count_of(strays, "condition") + " tripped that should not");
  }
  if (!report.untried.empty()) {
    add(count_of(report.untried.size(), "condition") + " could not be tried");
  }
  if (report.done.size() < report.planned) {
    add("interrupted after " + format_count(report.done.size()) + " of " +
        count_of(report.planned, "injection"));
  }
  return text.empty() ? "there is no rule that can fail the gate" : text;
}

}  // namespace

std::string injection_text(const Injection& injection) {
  return printable(injection.step + ": " + describe(injection), 2 * longest_key);
}

bool is_proven(const SelftestReport& report) {
  return !report.done.empty() && report.done.size() == report.planned && report.untried.empty() &&
         std::ranges::all_of(report.done, [](const DoneDrill& done) {
           return done.result.asleep.empty() && done.result.strays.empty();
         });
}

std::string selftest_text(const SelftestReport& report) {
  TextTable table{.columns = {Align::left, Align::left, Align::left, Align::left, Align::left},
                  .rows = {{"", "rule", "injected", "tripped", "others"}}};
  std::string below;
  for (const DoneDrill& done : report.done) {
    add_rows(done, table);
    below += lines_below(done);
  }
  for (const Untried& untried : report.untried) {
    below += "  ✗ not tried: " + printable(untried.key, longest_key) + ": " + untried.reason + "\n";
  }
  const std::string rows = table.rows.size() > 1 ? layout(table, "  ") + "\n" : "";
  return printable(report.name, longest_key) + "  selftest: " + headline_of(report) + "\n\n" +
         rows + (below.empty() ? "" : below + "\n") + "  compared with " + report.compared_to +
         "\n";
}

}  // namespace loadgate
