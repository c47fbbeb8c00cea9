// SPDX-License-Identifier: Apache-2.0
#include "run/check_run.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "plan/digest_plan.h"
#include "run/check_rows.h"
#include "run/delivery.h"
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

template <typename Row>
std::string check_place(const Run& run, const Row& row) {
  const std::string wrong = beyond("phase", row.phase, run.phases.size());
  return wrong.empty() ? beyond("step", row.step, run.steps.size()) : wrong;
}

std::string check_class(const Run& run, std::uint16_t data_class) {
  return data_class == no_class ? "" : beyond("class", data_class, run.classes.size());
}

std::string check_step(const Run& run, const RunStep& step) {
  for (const std::uint16_t data_class : step.classes) {
    if (const std::string wrong = beyond("class", data_class, run.classes.size()); !wrong.empty()) {
      return wrong;
    }
  }
  return beyond("scenario", step.scenario, run.scenarios.size());
}

std::string check_count(const Run& run, const CheckCount& check) {
  if (check.passed > check.evaluated) {
    return "more checks passed than were evaluated";
  }
  const std::string wrong = check_place(run, check);
  return wrong.empty() ? check_class(run, check.data_class) : wrong;
}

std::string check_sample(const Run& run, const Sample& sample) {
  const std::string wrong = check_place(run, sample);
  return wrong.empty() ? check_class(run, sample.data_class) : wrong;
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

/// By time, each in a phase that there is.
void check_pairing(const Run& run, JsonReader& reader) {
  if (!run.pairing) {
    return;
  }
  std::int64_t last = 0;
  const JsonReader pairing = reader.member("pairing");
  for (std::size_t i = 0; i < run.pairing->slices.size(); ++i) {
    const PairSlice& slice = run.pairing->slices[i];
    const bool is_in_order =
        slice.started >= last && slice.ended >= slice.started && slice.ended <= longest_run;
    if (slice.phase >= run.phases.size() || !is_in_order) {
      pairing.member("slices").fail(
          "entry " + std::to_string(i) +
          ": expected a phase of the run, and slices one after the other");
      return;
    }
    last = slice.ended;
  }
  std::set<std::pair<std::uint16_t, std::uint32_t>> pairs;
  for (const PairSlice& slice : run.pairing->slices) {
    if (!pairs.emplace(slice.phase, slice.pair).second) {
      pairing.member("slices").fail("pair " + std::to_string(slice.pair) + " of phase " +
                                    std::to_string(slice.phase) + " is there twice");
      return;
    }
  }
  if (run.pairing->looks < 1 || run.pairing->looks > most_looks) {
    pairing.member("looks").fail("expected 1 to " + std::to_string(most_looks));
  }
}

void check_policies(const Run& run, JsonReader& reader) {
  if (!(run.gate.confidence > 0 && run.gate.confidence < 1)) {
    reader.member("gate").fail("expected a confidence between 0 and 1");
  }
  if (run.gate.extend < 0 || run.gate.extend >= most_looks) {
    reader.member("gate").fail("expected an extend of 0 to " + std::to_string(most_looks - 1));
  }
  if (run.baseline.min_runs < 1 || run.baseline.max_runs < 1) {
    reader.member("baseline").fail("expected min_runs and max_runs of at least 1");
  }
}

/// Steps that samples name, and what was planned of them.
void check_plan(const Run& run, JsonReader& reader) {
  if (const std::string wrong = contradiction_in(run.plan); !wrong.empty()) {
    return reader.member("plan").fail(wrong);
  }
  const bool is_same =
      std::ranges::equal(run.steps, run.plan.steps, {}, &RunStep::full_name, &DigestPart::name);
  if (!is_same) {
    reader.member("steps").fail("other steps than in the plan");
  }
}

void check_rows(const Run& run, JsonReader& reader) {
  if (const std::optional<RowMistake> mistake = contradiction_in_rows(run)) {
    reader.member(mistake->list)
        .fail("entry " + std::to_string(mistake->row) + ": " + mistake->what);
  }
}

/// A shard has planned its own part of what the phases plan.
void check_delivery(const Run& run, JsonReader& reader) {
  Delivery counted = delivery_of(run);
  if (!is_whole(run.shards)) {
    counted.planned_flows = std::min(counted.planned_flows, run.health.planned_flows);
  }
  const Health& health = run.health;
  for (const auto& [field, told, real] :
       {std::tuple("planned_flows", health.planned_flows, counted.planned_flows),
        std::tuple("started_flows", health.started_flows, counted.started_flows),
        std::tuple("generator_dropped", health.generator_dropped, counted.generator_dropped),
        std::tuple("in_flight_dropped", health.in_flight_dropped, counted.in_flight_dropped)}) {
    if (told != real) {
      return reader.member("health").member(field).fail(
          "is " + std::to_string(told) + ", and the flows and samples of the measured phases say " +
          std::to_string(real));
    }
  }
}

}  // namespace

void check_run(const Run& run, JsonReader& reader) {
  if (run.phases.size() > most_names || run.steps.size() + run.scenarios.size() > most_names) {
    reader.fail("more than " + std::to_string(most_names) + " phases or steps");
  }
  check_policies(run, reader);
  check_shards(run.shards, reader);
  check_pairing(run, reader);
  check_each(reader, "phases", run.phases, check_phase);
  check_each(reader, "steps", run.steps,
             [&run](const RunStep& step) { return check_step(run, step); });
  check_each(reader, "checks", run.checks,
             [&run](const CheckCount& check) { return check_count(run, check); });
  check_each(reader, "errors", run.errors,
             [&run](const ErrorExample& example) { return check_place(run, example); });
  check_each(reader, "samples", run.samples,
             [&run](const Sample& sample) { return check_sample(run, sample); });
  check_each(reader, "flows", run.flows,
             [&run](const Flow& flow) { return check_flow(run, flow); });
  if (run.condensed && !(run.samples.empty() && run.flows.empty())) {
    reader.member("histograms").fail("expected no samples and flows beside them");
  }
  check_plan(run, reader);
  // What they look up by index is there.
  if (reader.is_good()) {
    check_rows(run, reader);
    check_delivery(run, reader);
  }
}

}  // namespace loadgate
