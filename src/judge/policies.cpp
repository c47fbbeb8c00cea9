// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "judge/settle.h"

namespace loadgate {
namespace {

Policy passes(const Rule&, const Run&) {
  return Policy::pass;
}
Policy warns(const Rule&, const Run&) {
  return Policy::warn;
}
Policy fails(const Rule&, const Run&) {
  return Policy::fail;
}
Policy on_no_data(const Rule& rule, const Run&) {
  return rule.on_no_data;
}
Policy on_inconclusive(const Rule&, const Run& run) {
  return run.gate.on_inconclusive;
}
Policy on_missing(const Rule&, const Run& run) {
  return run.baseline.on_missing;
}
/// A pull request cannot switch off what its base wants to be told.
Policy on_policy_change(const Rule&, const Run& run) {
  const Policy before = run.before ? run.before->gate.policy_change : Policy::pass;
  return std::max(before, run.gate.policy_change);
}
/// `ignore` and `warn` speak of the class alone; what differs beyond it is inconclusive.
Policy on_mismatch(const Rule&, const Run& run) {
  return run.baseline.on_mismatch == MismatchPolicy::fail ? Policy::fail : run.gate.on_inconclusive;
}

struct PolicyRow {
  State state;
  Policy (*policy)(const Rule& rule, const Run& run);
  Blocks blocks_as;  ///< where the policy is `fail`
};

constexpr std::array<PolicyRow, 14> policy_rows{{
    {State::pass, passes, Blocks::nothing},
    {State::improved, passes, Blocks::nothing},
    {State::new_step, passes, Blocks::nothing},
    {State::info, passes, Blocks::nothing},
    {State::warn, warns, Blocks::nothing},
    {State::fail, fails, Blocks::regression},
    {State::suspect, fails, Blocks::undecided},
    {State::policy_change, on_policy_change, Blocks::regression},
    {State::waived, passes, Blocks::nothing},
    {State::missing, on_no_data, Blocks::regression},
    {State::no_data, on_no_data, Blocks::regression},
    {State::inconclusive, on_inconclusive, Blocks::undecided},
    {State::incomparable, on_mismatch, Blocks::undecided},
    {State::no_baseline, on_missing, Blocks::undecided},
}};

const PolicyRow& row_of(State state) {
  return *std::ranges::find(policy_rows, state, &PolicyRow::state);
}

/// A rule that only warns cannot fail by lacking data; one that only informs cannot warn.
Policy most_of(Severity severity) {
  return severity == Severity::error  ? Policy::fail
         : severity == Severity::warn ? Policy::warn
                                      : Policy::pass;
}

}  // namespace

Policy policy_of(State state, const Rule& rule, const Run& run) {
  return std::min(row_of(state).policy(rule, run), most_of(rule.severity));
}

Blocks blocks_of(State state, Policy policy) {
  return policy == Policy::fail ? row_of(state).blocks_as : Blocks::nothing;
}

}  // namespace loadgate
