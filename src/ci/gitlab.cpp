// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/encoding.h"
#include "ci/ci.h"
#include "ci/spec_path.h"
#include "judge/states.h"

namespace loadgate {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct SeverityRow {
  AnnotationLevel level;
  std::string_view severity;
};
constexpr std::array<SeverityRow, 3> severities{{
    {AnnotationLevel::error, "major"},
    {AnnotationLevel::warning, "minor"},
    {AnnotationLevel::notice, "info"},
}};

std::string_view severity_of(const Finding& finding, AnnotationLevel level) {
  return finding.blocks == Blocks::regression
             ? "critical"
             : std::ranges::find(severities, level, &SeverityRow::level)->severity;
}

OrderedJson entry(const Report& report, const Finding& finding, std::string_view severity) {
  constexpr std::size_t longest_description = 1000;
  return OrderedJson{
      {"description", printable(sentence(finding), longest_description)},
      {"check_name", printable("loadgate " + finding.metric, longest_description)},
      // Without figures: the widget tells old findings from new ones by it.
      {"fingerprint", sha256(title_of(report) + "\n" + finding.key)},
      {"severity", std::string(severity)},
      {"location",
       OrderedJson{{"path", spec_path(report.spec_file)},
                   {"lines", OrderedJson{{"begin", std::max(1, finding.where.line)}}}}}};
}

/// A run that gave no finding is not the empty list, which would say that all is well.
OrderedJson not_measured(const Report& report) {
  return OrderedJson{{"description", printable(headline(report), 1000)},
                     {"check_name", "loadgate"},
                     {"fingerprint", sha256(title_of(report) + "\nmeasurement")},
                     {"severity", "blocker"},
                     {"location", OrderedJson{{"path", spec_path(report.spec_file)},
                                              {"lines", OrderedJson{{"begin", 1}}}}}};
}

}  // namespace

std::string gitlab_code_quality(const Report& report) {
  OrderedJson entries = OrderedJson::array();
  if (report.judgement.verdict == Verdict::not_measured || !report.failure.empty()) {
    entries.push_back(not_measured(report));
  }
  for (const Finding& finding : report.judgement.findings) {
    const AnnotationLevel level = look_of(finding).annotation;
    if (level != AnnotationLevel::none) {
      entries.push_back(entry(report, finding, severity_of(finding, level)));
    }
  }
  return entries.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace loadgate
