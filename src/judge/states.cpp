// SPDX-License-Identifier: Apache-2.0
#include "judge/states.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

constexpr StateLook holds{"✅", "✓", JunitElement::pass, AnnotationLevel::none};
constexpr StateLook notes{"ℹ️", "i", JunitElement::pass_with_output, AnnotationLevel::notice};
constexpr StateLook warn_look{"⚠️", "!", JunitElement::pass_with_output, AnnotationLevel::warning};
constexpr StateLook fail_look{"❌", "✗", JunitElement::failure, AnnotationLevel::error};
constexpr StateLook absent{"⚠️", "!", JunitElement::skipped, AnnotationLevel::warning};
constexpr StateLook unclear{"❔", "?", JunitElement::skipped, AnnotationLevel::warning};
constexpr StateLook unclear_error{"❔", "?", JunitElement::error, AnnotationLevel::error};
constexpr StateLook apart{"➖", "-", JunitElement::skipped, AnnotationLevel::warning};
constexpr StateLook apart_error{"➖", "-", JunitElement::error, AnnotationLevel::error};
constexpr StateLook accepted{"☑️", "✓", JunitElement::pass, AnnotationLevel::notice};
constexpr StateLook only_here{"➖", "-", JunitElement::pass, AnnotationLevel::none};

constexpr std::array<StateRow, 14> states{{
    {State::pass, "pass", "pass", holds, holds},
    {State::improved, "improved", "improved", holds, holds},
    {State::new_step, "new", "new", only_here, only_here},
    {State::info, "info", "info", notes, notes},
    {State::warn, "warn", "warn", warn_look, warn_look},
    {State::fail, "fail", "fail", fail_look, fail_look},
    {State::suspect, "suspect", "suspect", unclear, unclear_error},
    {State::policy_change, "policy_change", "policy change", warn_look, fail_look},
    {State::waived, "waived", "waived", accepted, accepted},
    {State::missing, "missing", "missing", absent, fail_look},
    {State::no_data, "no_data", "no data", absent, fail_look},
    {State::inconclusive, "inconclusive", "inconclusive", unclear, unclear_error},
    {State::incomparable, "incomparable", "not compared", apart, apart_error},
    {State::no_baseline, "no_baseline", "no baseline", apart, apart_error},
}};

constexpr std::array<VerdictRow, 5> verdicts{{
    {Verdict::pass, "pass", "pass", "✅", "✓"},
    {Verdict::warn, "warn", "warn", "⚠️", "!"},
    {Verdict::inconclusive, "inconclusive", "inconclusive", "❔", "?"},
    {Verdict::fail, "fail", "fail", "❌", "✗"},
    {Verdict::not_measured, "not_measured", "not measured", "❌", "✗"},
}};

constexpr std::array<TrustRow, 3> trusts{{
    {Trust::trusted, "trusted"},
    {Trust::degraded, "degraded"},
    {Trust::untrusted, "untrusted"},
}};

}  // namespace

std::span<const StateRow> all_states() {
  return states;
}

const StateRow& describe(State state) {
  return *std::ranges::find(states, state, &StateRow::state);
}

StateLook look_of(const Finding& finding) {
  const StateRow& row = describe(finding.state);
  StateLook look = finding.policy == Policy::fail ? row.blocking : row.usual;
  if (finding.policy == Policy::pass && look.annotation == AnnotationLevel::warning) {
    look.annotation = AnnotationLevel::none;
  }
  return look;
}

std::span<const VerdictRow> all_verdicts() {
  return verdicts;
}

const VerdictRow& describe(Verdict verdict) {
  return *std::ranges::find(verdicts, verdict, &VerdictRow::verdict);
}

std::span<const TrustRow> all_trusts() {
  return trusts;
}

const TrustRow& describe(Trust trust) {
  return *std::ranges::find(trusts, trust, &TrustRow::trust);
}

}  // namespace loadgate
