// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "judge/judgement.h"

namespace loadgate {

enum class JunitElement { pass, pass_with_output, failure, error, skipped };
enum class AnnotationLevel { none, notice, warning, error };

/// What people and CIs see of a state. `blocking` holds where the policy makes the finding fail
/// the gate (Finding::policy is `fail`), `usual` elsewhere.
struct StateLook {
  std::string_view sign;          ///< ✅ ℹ️ ⚠️ ❌ ❔ ➖, always beside a word
  std::string_view console_sign;  ///< ✓ i ! ✗ ? -
  JunitElement junit;
  AnnotationLevel annotation;
};

/// One row of the table of states (judge/states.cpp).
struct StateRow {
  State state;
  std::string_view name;  ///< of result.json: "no_data", "incomparable"
  std::string_view word;  ///< for people: "no data", "not compared"
  StateLook usual;
  StateLook blocking;
};
std::span<const StateRow> all_states();
const StateRow& describe(State state);

/// The look of this finding, by its state and its policy. A policy of `pass` annotates nothing.
StateLook look_of(const Finding& finding);

struct VerdictRow {
  Verdict verdict;
  std::string_view name;  ///< of result.json and of the CI output `verdict`: "not_measured"
  std::string_view word;  ///< "not measured"
  std::string_view sign;
  std::string_view console_sign;
};
std::span<const VerdictRow> all_verdicts();
const VerdictRow& describe(Verdict verdict);

struct TrustRow {
  Trust trust;
  std::string_view name;  ///< "trusted"
};
std::span<const TrustRow> all_trusts();
const TrustRow& describe(Trust trust);

}  // namespace loadgate
