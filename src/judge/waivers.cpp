// SPDX-License-Identifier: Apache-2.0
#include "judge/waivers.h"

#include <algorithm>
#include <array>

#include "judge/blank_finding.h"
#include "judge/settle.h"
#include "run/timestamp.h"

namespace loadgate {
namespace {

constexpr std::int64_t whole_day = 86'400'000'000'000;

/// One that no calendar knows, in a file that somebody has written by hand, has expired.
bool is_expired(const Waiver& waiver, Timestamp now) {
  const std::optional<Timestamp> last = parse_timestamp(waiver.expires + "T00:00:00Z");
  return !last || now.nanoseconds - whole_day >= last->nanoseconds;
}

/// "latency.p95 buy/pay [steady]" of "latency.p95 buy/pay [steady] increase 2".
std::string_view name_of_key(std::string_view key) {
  const std::size_t bracket = key.rfind(']');
  return key.substr(0, bracket == std::string_view::npos ? key.rfind(' ') : bracket + 1);
}

/// "step buy/pay" speaks of all that a step which is gone leaves open.
bool is_named(const Waiver& waiver, const Finding& finding) {
  const bool is_absent = finding.state == State::missing || finding.state == State::no_data ||
                         finding.state == State::waived;
  return name_of_key(finding.key) == waiver.rule ||
         (is_absent && !finding.step.empty() && waiver.rule == "step " + finding.step);
}

bool has_tolerance(const Waiver& waiver) {
  return waiver.max_increase || waiver.max_decrease;
}

bool is_waivable(const Finding& finding) {
  constexpr std::array broken{State::fail,    State::warn,    State::info,         State::missing,
                              State::no_data, State::suspect, State::policy_change};
  return std::ranges::find(broken, finding.state) != broken.end();
}

std::string waived_words(const Waiver& waiver) {
  return "; waived until " + waiver.expires + " by " + waiver.owner + ": " + waiver.reason;
}

void waive(const Case& judged, const Waiver& waiver, Finding& finding) {
  if (finding.state != State::waived) {
    finding.state = State::waived;
    finding.advice.clear();
  }
  finding.policy = policy_of(finding.state, rule_without_demands(), judged.first());
  finding.blocks = blocks_of(finding.state, finding.policy);
  finding.reason += waived_words(waiver);
}

Finding expired_finding(const Waiver& waiver) {
  Finding finding = blank_finding(waiver.rule + " waiver", FindingKind::check);
  finding.metric = "waiver";
  finding.origin = RuleOrigin::spec;
  finding.where = waiver.where;
  finding.state = State::fail;
  finding.policy = Policy::fail;
  finding.blocks = blocks_of(finding.state, finding.policy);
  finding.reason = "the waiver for " + waiver.rule + " of " + waiver.owner + " (" + waiver.reason +
                   ") held until " + waiver.expires;
  finding.advice = "remove it, or renew it where a reviewer sees it";
  return finding;
}

WaiverUse use_of(const Case& judged, const Waiver& waiver, const std::vector<Finding>& findings) {
  if (is_expired(waiver, judged.now)) {
    return WaiverUse::expired;
  }
  WaiverUse use = WaiverUse::names_nothing;
  for (const Finding& finding : findings) {
    if (is_named(waiver, finding)) {
      use = std::min(use, finding.state == State::waived      ? WaiverUse::used
                          : finding.blocks != Blocks::nothing ? WaiverUse::not_enough
                                                              : WaiverUse::not_needed);
    }
  }
  return use;
}

}  // namespace

std::vector<Question> with_waivers(const Case& judged, std::vector<Question> questions) {
  for (Question& question : questions) {
    for (const Waiver& waiver : judged.first().waivers) {
      const bool is_meant = has_tolerance(waiver) && !is_expired(waiver, judged.now) &&
                            name_of_key(question.key) == waiver.rule;
      question.waiver = is_meant ? &waiver : question.waiver;
    }
  }
  return questions;
}

void apply_waivers(const Case& judged, std::vector<Finding>& findings) {
  for (const Waiver& waiver : judged.first().waivers) {
    if (is_expired(waiver, judged.now)) {
      continue;
    }
    for (Finding& finding : findings) {
      const bool is_meant =
          has_tolerance(waiver) ? finding.state == State::waived : is_waivable(finding);
      if (is_meant && is_named(waiver, finding)) {
        waive(judged, waiver, finding);
      }
    }
  }
  for (const Waiver& waiver : judged.first().waivers) {
    if (is_expired(waiver, judged.now)) {
      findings.push_back(expired_finding(waiver));
    }
  }
}

std::string waiver_name(const Finding& finding) {
  return std::string(name_of_key(finding.key));
}

std::vector<WaiverNote> waiver_notes(const Case& judged, const std::vector<Finding>& findings) {
  std::vector<WaiverNote> uses;
  for (const Waiver& waiver : judged.first().waivers) {
    uses.push_back({.waiver = waiver, .use = use_of(judged, waiver, findings)});
  }
  std::ranges::stable_sort(uses, {}, [](const WaiverNote& note) { return note.waiver.rule; });
  return uses;
}

}  // namespace loadgate
