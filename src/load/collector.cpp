// SPDX-License-Identifier: Apache-2.0
#include "load/collector.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/encoding.h"
#include "load/run_phases.h"
#include "load/secret_values.h"
#include "load/tokens.h"

namespace loadgate {
namespace {

constexpr std::size_t shown_bytes = 512;

void keep_samples(std::vector<WorkerRecord>& records, std::uint64_t samples, std::int64_t end,
                  Run& run) {
  run.samples.reserve(samples);
  for (const WorkerRecord& record : records) {
    record.store->move_to(run.samples, run.flows);
  }
  for (Sample& sample : run.samples) {
    if (has_no_end(sample.outcome)) {
      end_at(end, sample);
    }
  }
  for (Flow& flow : run.flows) {
    flow.finished = flow.finished < 0 ? end : flow.finished;
  }
  // A flow's requests are of one worker, which wrote them down in their order: so polls stay in it.
  std::ranges::stable_sort(run.samples, {}, [](const Sample& sample) {
    return std::tuple(sample.phase, sample.sequence, sample.step, sample.intended);
  });
  std::ranges::sort(run.flows, {},
                    [](const Flow& flow) { return std::tuple(flow.phase, flow.sequence); });
}

void count_samples(std::vector<WorkerRecord>& records, std::int64_t end, Run& run) {
  Condenser condenser(run.steps.size());
  for (const WorkerRecord& record : records) {
    record.store->count_to(condenser, end);
  }
  run.condensed = condenser.take();
  run.warnings.emplace_back(condensed_warning);
}

void collect_samples(std::vector<WorkerRecord>& records, std::int64_t end, Run& run) {
  std::uint64_t samples = 0;
  bool is_over_limit = false;
  for (const WorkerRecord& record : records) {
    samples += record.store->samples();
    is_over_limit |= record.store->is_over_limit();
  }
  if (is_over_limit) {
    count_samples(records, end, run);
  } else {
    keep_samples(records, samples, end, run);
  }
}

CheckTally tally_of(const std::vector<WorkerRecord>& records, std::size_t place) {
  CheckTally sum{.passed = 0, .evaluated = 0};
  for (const WorkerRecord& record : records) {
    sum.passed += record.checks[place].passed;
    sum.evaluated += record.checks[place].evaluated;
  }
  return sum;
}

void collect_checks(const std::vector<WorkerRecord>& records, const StepProgram& step,
                    std::size_t first_of_phase, std::uint16_t phase, Run& run) {
  for (std::size_t check = 0; check < step.answer.checks.size(); ++check) {
    const CheckTally tally = tally_of(records, first_of_phase + step.first_check + check);
    if (tally.evaluated > 0) {
      run.checks.push_back(CheckCount{.step = static_cast<std::uint16_t>(step.index),
                                      .phase = phase,
                                      .name = step.answer.checks[check],
                                      .passed = tally.passed,
                                      .evaluated = tally.evaluated});
    }
  }
}

void collect_checks(const std::vector<WorkerRecord>& records, const LoadProgram& program,
                    Run& run) {
  for (std::size_t phase = 0; phase < run.phases.size(); ++phase) {
    for (const StepProgram& step : program.steps) {
      collect_checks(records, step, phase * program.checks, static_cast<std::uint16_t>(phase), run);
    }
  }
}

void collect_examples(const std::vector<WorkerRecord>& records, const Secrets& secrets, Run& run) {
  ExampleCount kept;
  for (const WorkerRecord& record : records) {
    for (const RawExample& raw : record.examples) {
      ErrorExample example = raw.example;
      if (!kept.take(example.outcome, example.step, example.phase)) {
        continue;
      }
      example.detail =
          printable(mask_with(secrets, raw.own_secrets, example.detail, raw.end), shown_bytes);
      run.errors.push_back(std::move(example));
    }
  }
  std::ranges::stable_sort(run.errors, {}, [](const ErrorExample& example) {
    return std::tuple(example.phase, example.step, example.outcome);
  });
}

void learn_captured(const std::vector<WorkerRecord>& records, Secrets& secrets) {
  for (const WorkerRecord& record : records) {
    std::ranges::for_each(record.captured, [&](const std::string& value) { secrets.add(value); });
  }
}

void collect_warnings(const std::vector<WorkerRecord>& records, const Secrets& secrets, Run& run) {
  std::map<std::size_t, std::string> unwritable;
  for (const WorkerRecord& record : records) {
    unwritable.insert(record.unwritable.begin(), record.unwritable.end());
  }
  std::map<std::string, std::uint64_t> shortages;
  for (const WorkerRecord& record : records) {
    for (const auto& [what, requests] : record.shortages) {
      shortages[what] += requests;
    }
  }
  for (const auto& [what, requests] : shortages) {
    run.warnings.push_back(std::to_string(requests) +
                           (requests == 1 ? " request was" : " requests were") +
                           " not sent: " + printable(what, shown_bytes));
  }
  for (const auto& [step, why] : unwritable) {
    run.warnings.push_back(
        "step " + run.steps[step].full_name +
        ": some requests could not be written: " + printable(secrets.mask(why), shown_bytes));
  }
}

void collect_token_failures(const std::vector<WorkerRecord>& records, const Secrets& secrets,
                            Run& run) {
  for (const WorkerRecord& record : records) {
    for (const auto& [client, why] : record.token_failures) {
      run.warnings.push_back("oauth2: a token was not renewed: " +
                             printable(secrets.mask(why), shown_bytes));
    }
  }
}

void collect_loop_health(const std::vector<WorkerRecord>& records, Health& health) {
  std::int64_t waited = 0;
  std::int64_t wall = 0;
  for (const WorkerRecord& record : records) {
    waited = record.run_delay < 0 || waited < 0 ? -1 : waited + record.run_delay;
    wall += record.wall;
    health.max_in_flight_seen += record.max_in_flight;
    health.loop_stalls += record.loop_stalls;
    health.longest_stall = std::max(health.longest_stall, record.longest_stall);
  }
  const bool is_known = waited >= 0 && wall > 0;
  health.run_delay_share = is_known ? static_cast<double>(waited) / static_cast<double>(wall) : -1;
}

/// Delivery of the measured phases, flow by flow and request by request …
void count_health(Run& run) {
  for (const Flow& flow : run.flows) {
    const RunPhase& phase = run.phases[flow.phase];
    const bool began = flow.end != FlowEnd::dropped && flow.end != FlowEnd::generator_dropped;
    run.health.started_flows += phase.measure && phase.planned_flows > 0 && began ? 1U : 0U;
  }
  for (const Sample& sample : run.samples) {
    run.health.has_receive_stamps |= sample.rx_age >= 0;
    if (run.phases[sample.phase].measure) {
      run.health.generator_dropped += sample.outcome == Outcome::generator_dropped ? 1U : 0U;
      run.health.in_flight_dropped += sample.outcome == Outcome::dropped ? 1U : 0U;
    }
  }
}

/// … or from what was counted of them.
void count_health(const Condensed& condensed, Run& run) {
  const auto of = [](const ScopeCounts& scope, auto end) {
    return scope.ends[static_cast<std::size_t>(end)];
  };
  for (const ScopeCounts& scope : condensed.scopes) {
    const RunPhase& phase = run.phases[scope.phase];
    if (!phase.measure) {
      continue;
    }
    if (scope.step < run.steps.size()) {
      run.health.generator_dropped += of(scope, Outcome::generator_dropped);
      run.health.in_flight_dropped += of(scope, Outcome::dropped);
    } else if (phase.planned_flows > 0) {
      run.health.started_flows +=
          of(scope, FlowEnd::ok) + of(scope, FlowEnd::failed) + of(scope, FlowEnd::cut);
    }
  }
}

}  // namespace

void collect(std::vector<WorkerRecord> records, const CrewSetup& crew, Run& run) {
  Secrets& secrets = crew.context.secrets;
  const Instant start = crew.phases.start_of(0);
  Instant end = start;
  bool was_stopped = false;
  for (const WorkerRecord& record : records) {
    end = std::max(end, record.ended);
    was_stopped |= record.was_stopped;
  }
  run.end = was_stopped ? RunEnd::interrupted : RunEnd::complete;
  if (was_stopped && crew.brake.is_on()) {
    run.end = crew.brake.end();
    run.stopped_by = crew.brake.why();
  }
  set_times(crew.phases, end, run.phases);
  collect_samples(records, end - start, run);
  collect_checks(records, crew.program, run);
  learn_captured(records, secrets);
  if (crew.program.given.tokens != nullptr) {
    std::ranges::for_each(crew.program.given.tokens->all(),
                          [&secrets](const std::string& token) { secrets.add(token); });
  }
  collect_examples(records, secrets, run);
  collect_warnings(records, secrets, run);
  collect_token_failures(records, secrets, run);
  collect_loop_health(records, run.health);
  if (run.condensed) {
    count_health(*run.condensed, run);
  } else {
    count_health(run);
  }
}

}  // namespace loadgate
