// SPDX-License-Identifier: Apache-2.0
#include "run/check_run.h"

#include <algorithm>

#include "run/rows_as_columns.h"

namespace loadgate {
namespace {

/// Steps and scenarios share one range of 16 bits: metric/metric.h.
constexpr std::size_t most_names = 30'000;

/// One check over a list: the field's name, and what is wrong with an element, if anything is.
template <typename Element, typename Check>
void check_each(JsonReader& reader, std::string_view list, const std::vector<Element>& elements,
                Check check) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (const std::string wrong = check(elements[i]); !wrong.empty()) {
      return reader.member(list).fail("entry " + std::to_string(i) + ": " + wrong);
    }
  }
}

std::string beyond(std::string_view what, std::size_t index, std::size_t count) {
  if (index < count) {
    return {};
  }
  return std::string(what) + " " + std::to_string(index) + " of " + std::to_string(count) +
         ", counted from 0";
}

std::string check_phase(const RunPhase& phase) {
  const bool is_in_time = phase.started >= -1 && phase.started <= longest_run &&
                          phase.ended >= -1 && phase.ended <= longest_run;
  return is_in_time && phase.users >= 0 ? "" : "times or users that no run has";
}

std::string check_count(const Run& run, const CheckCount& check) {
  if (check.passed > check.evaluated) {
    return "more checks passed than were evaluated";
  }
  const std::string wrong = beyond("phase", check.phase, run.phases.size());
  return wrong.empty() ? beyond("step", check.step, run.steps.size()) : wrong;
}

template <typename Row>
std::string check_place(const Run& run, const Row& row) {
  const std::string wrong = beyond("phase", row.phase, run.phases.size());
  return wrong.empty() ? beyond("step", row.step, run.steps.size()) : wrong;
}

std::string check_flow(const Run& run, const Flow& flow) {
  const std::string wrong = beyond("phase", flow.phase, run.phases.size());
  return wrong.empty() ? beyond("scenario", flow.scenario, run.scenarios.size()) : wrong;
}

/// Each index once, in order, below the count.
void check_shards(const Shards& shards, JsonReader& reader) {
  const bool is_divided = shards.count > 1 || !shards.held.empty();
  std::uint64_t next = 0;
  for (const ShardPart& part : shards.held) {
    if (part.index < next || part.index >= shards.count) {
      return reader.member("shards").fail("expected each index once, in order, from 0 to " +
                                          std::to_string(std::int64_t{shards.count} - 1));
    }
    next = std::uint64_t{part.index} + 1;
  }
  if (shards.count == 0 || (is_divided && shards.held.empty())) {
    reader.member("shards").fail("expected the shards that the run holds");
  }
}

void check_policies(const Run& run, JsonReader& reader) {
  if (!(run.gate.confidence > 0 && run.gate.confidence < 1)) {
    reader.member("gate").fail("expected a confidence between 0 and 1");
  }
  if (run.baseline.min_runs < 1 || run.baseline.max_runs < 1) {
    reader.member("baseline").fail("expected min_runs and max_runs of at least 1");
  }
}

}  // namespace

void check_run(const Run& run, JsonReader& reader) {
  if (run.phases.size() > most_names || run.steps.size() + run.scenarios.size() > most_names) {
    reader.fail("more than " + std::to_string(most_names) + " phases or steps");
  }
  check_policies(run, reader);
  check_shards(run.shards, reader);
  check_each(reader, "phases", run.phases, check_phase);
  check_each(reader, "steps", run.steps, [&run](const RunStep& step) {
    return beyond("scenario", step.scenario, run.scenarios.size());
  });
  check_each(reader, "checks", run.checks,
             [&run](const CheckCount& check) { return check_count(run, check); });
  check_each(reader, "errors", run.errors,
             [&run](const ErrorExample& example) { return check_place(run, example); });
  check_each(reader, "samples", run.samples,
             [&run](const Sample& sample) { return check_place(run, sample); });
  check_each(reader, "flows", run.flows,
             [&run](const Flow& flow) { return check_flow(run, flow); });
}

}  // namespace loadgate
