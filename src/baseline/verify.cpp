// SPDX-License-Identifier: Apache-2.0
#include "baseline/verify.h"

#include "base/encoding.h"
#include "baseline/acceptable.h"

namespace loadgate {
namespace {

/// As a commit of git is named.
bool is_commit(std::string_view text) {
  constexpr std::size_t sha1 = 40;
  constexpr std::size_t sha256 = 64;
  return (text.size() == sha1 || text.size() == sha256) &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Runs of a CI have a page that shows them.
bool is_of_a_ci(const Provenance& provenance) {
  return provenance.job.starts_with("github/") || provenance.job.starts_with("gitlab/");
}

std::string missing_in(const Provenance& provenance) {
  if (!is_commit(provenance.commit)) {
    return "no commit";
  }
  if (provenance.job.empty()) {
    return "no job";
  }
  if (provenance.tool_version.empty()) {
    return "no version of loadgate";
  }
  if (provenance.started_at.nanoseconds <= 0 || provenance.ended_at <= provenance.started_at) {
    return "no time";
  }
  return is_of_a_ci(provenance) && provenance.run_url.empty() ? "no address of its CI run" : "";
}

void check_part(const std::vector<BaselineRun>& runs, const std::string& part,
                std::vector<std::string>& mistakes) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string name =
        part + " " + std::to_string(i + 1) + " of " + std::to_string(runs.size());
    if (const std::string missing = missing_in(runs[i].provenance); !missing.empty()) {
      mistakes.push_back(name + " has " + missing);
    }
    if (const Result<void> alike = check_alike(runs.front(), runs[i], part + " 1", name); !alike) {
      mistakes.push_back(alike.error().message);
    }
  }
}

}  // namespace

std::vector<std::string> mistakes_in(const Baseline& baseline, std::string_view text) {
  std::vector<std::string> mistakes;
  if (baseline_to_json(baseline) != text) {
    mistakes.emplace_back(
        "its bytes are not those that loadgate writes: it was edited, or written "
        "by another version");
  }
  check_part(baseline.runs, "run", mistakes);
  check_part(baseline.anchor, "run of the release", mistakes);
  if (baseline.release.has_value() == baseline.anchor.empty()) {
    mistakes.emplace_back(baseline.anchor.empty()
                              ? "the release " + printable(*baseline.release, 100) + " has no runs"
                              : "runs of a release that has no name");
  }
  return mistakes;
}

}  // namespace loadgate
