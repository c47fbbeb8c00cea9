// SPDX-License-Identifier: Apache-2.0
#include "report/footer.h"

#include "base/units.h"
#include "judge/states.h"
#include "judge/warnings.h"
#include "judge/words.h"
#include "report/words.h"

namespace loadgate {
namespace {

/// As git abbreviates a commit; other words stay whole.
std::string short_commit(const std::string& commit) {
  return commit.substr(0, 7);
}

std::string short_digest(const std::string& digest) {
  constexpr std::size_t shown = 4;
  return digest.size() > shown ? digest.substr(0, shown) + "…" : digest;
}

std::string machine_text(const Testbed& testbed) {
  const std::string place =
      testbed.runner_label.empty() ? testbed.architecture : testbed.runner_label;
  return place + ", " + count_words(static_cast<std::size_t>(testbed.usable_cores), "core");
}

std::string duration_words(std::int64_t nanoseconds) {
  return format_duration(static_cast<double>(nanoseconds));
}

/// The machine's own speed, where it was seen; both, where it changed.
std::string echo_text(const Report& report) {
  const std::int64_t before = report.canary_before;
  const std::int64_t after = report.canary_after;
  if (before < 0 || after < 0) {
    return {};
  }
  return ", echo " + duration_words(before) +
         (has_changed(before, after) ? " before, " + duration_words(after) + " after" : "");
}

/// How late loadgate itself was with what it sent and with what it read.
std::string trust_text(const Report& report) {
  const std::string read =
      report.rx_age_p99 < 0 ? "" : ", read p99 " + duration_words(report.rx_age_p99);
  return "generator " + std::string(describe(report.judgement.trust.trust).name) + " (lag p99 " +
         duration_words(report.lag_p99) + read + echo_text(report) + ")";
}

}  // namespace

std::string baseline_text(const Report& report) {
  if (const std::optional<PairingNote>& pairing = report.judgement.pairing) {
    return "old build " + report.old_build + " (" + count_words(pairing->pairs, "pair") + ", " +
           count_words(pairing->looks, "look") + ", one process per arm)";
  }
  if (!report.baseline) {
    return "no baseline";
  }
  const BaselineSummary& baseline = *report.baseline;
  return "baseline " + baseline.described + " (" + count_words(baseline.runs, "run") + ", " +
         count_words(static_cast<std::size_t>(baseline.age_days), "day") + " old, " +
         (baseline.same_class ? "same class)" : "another machine class)");
}

std::string_view compared_title(const Report& report) {
  return report.judgement.pairing ? "old build" : "baseline";
}

std::string measured_text(const Report& report) {
  return "measured for " + format_duration(static_cast<double>(report.duration)) +
         (report.runs > 1 ? " in " + count_words(report.runs, "run") : "");
}

std::vector<std::string> footer_parts(const Report& report) {
  std::vector<std::string> parts{baseline_text(report)};
  if (!report.provenance.commit.empty()) {
    parts.push_back("candidate " + short_commit(report.provenance.commit));
  }
  parts.push_back("plan " + short_digest(report.plan_digest));
  parts.push_back(machine_text(report.testbed));
  parts.push_back(trust_text(report));
  if (!report.http_version.empty()) {
    parts.push_back("HTTP/" + report.http_version);
  }
  parts.push_back(measured_text(report));
  parts.push_back("loadgate " + report.tool_version);
  return parts;
}

}  // namespace loadgate
