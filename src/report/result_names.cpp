// SPDX-License-Identifier: Apache-2.0
#include "report/result_names.h"

#include "judge/states.h"

namespace loadgate {

Names<FindingKind> names_of(FindingKind) {
  return {{FindingKind::limit, "limit"},
          {FindingKind::increase, "increase"},
          {FindingKind::check, "check"}};
}

Names<State> names_of(State) {
  Names<State> names;
  for (const StateRow& row : all_states()) {
    names.push_back({row.state, row.name});
  }
  return names;
}

Names<Blocks> names_of(Blocks) {
  return {{Blocks::nothing, "nothing"},
          {Blocks::regression, "regression"},
          {Blocks::undecided, "undecided"}};
}

Names<Policy> names_of(Policy) {
  return {{Policy::pass, "pass"}, {Policy::warn, "warn"}, {Policy::fail, "fail"}};
}

Names<Severity> names_of(Severity) {
  return {{Severity::off, "off"},
          {Severity::info, "info"},
          {Severity::warn, "warn"},
          {Severity::error, "error"}};
}

Names<RuleOrigin> names_of(RuleOrigin) {
  return {
      {RuleOrigin::spec, "spec"}, {RuleOrigin::assumed, "assumed"}, {RuleOrigin::guard, "guard"}};
}

Names<Unit> names_of(Unit) {
  return {{Unit::nanoseconds, "nanoseconds"},
          {Unit::fraction, "fraction"},
          {Unit::bytes, "bytes"},
          {Unit::per_second, "per_second"},
          {Unit::count, "count"}};
}

Names<Better> names_of(Better) {
  return {{Better::lower, "lower"}, {Better::higher, "higher"}};
}

Names<Trust> names_of(Trust) {
  Names<Trust> names;
  for (const TrustRow& row : all_trusts()) {
    names.push_back({row.trust, row.name});
  }
  return names;
}

Names<Verdict> names_of(Verdict) {
  Names<Verdict> names;
  for (const VerdictRow& row : all_verdicts()) {
    names.push_back({row.verdict, row.name});
  }
  return names;
}

Names<RunEnd> names_of(RunEnd) {
  return {{RunEnd::complete, "complete"},
          {RunEnd::interrupted, "interrupted"},
          {RunEnd::target_died, "target_died"},
          {RunEnd::time_exhausted, "time_exhausted"}};
}

Names<Outcome> names_of(Outcome) {
  Names<Outcome> names;
  for (const OutcomeName& row : all_outcomes()) {
    names.push_back({row.outcome, row.name});
  }
  return names;
}

Names<Statistic> names_of(Statistic) {
  Names<Statistic> names;
  for (const StatisticName& row : all_statistics()) {
    names.push_back({row.statistic, row.name});
  }
  return names;
}

}  // namespace loadgate
