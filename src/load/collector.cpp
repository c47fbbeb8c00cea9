// SPDX-License-Identifier: Apache-2.0
#include "load/collector.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "load/bounds.h"
#include "load/run_phases.h"
#include "load/secret_values.h"
#include "load/tokens.h"
#include "run/delivery.h"
#include "run/readings.h"

namespace loadgate {
namespace {

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
                    std::size_t first_of_block, const CheckCount& scope, Run& run) {
  for (std::size_t check = 0; check < step.answer.checks.size(); ++check) {
    const CheckTally tally = tally_of(records, first_of_block + step.first_check + check);
    if (tally.evaluated > 0) {
      CheckCount count = scope;
      count.name = step.answer.checks[check];
      count.passed = tally.passed;
      count.evaluated = tally.evaluated;
      run.checks.push_back(std::move(count));
    }
  }
}

/// Of requests without a class, then of each class.
void collect_checks(const std::vector<WorkerRecord>& records, const LoadProgram& program,
                    const StepProgram& step, std::uint16_t phase, Run& run) {
  const std::size_t classes = run.classes.size();
  for (std::size_t slot = 0; slot <= classes; ++slot) {
    const std::uint16_t data_class = slot == 0 ? no_class : static_cast<std::uint16_t>(slot - 1);
    const CheckCount scope{.step = static_cast<std::uint16_t>(step.index),
                           .phase = phase,
                           .name = {},
                           .passed = 0,
                           .evaluated = 0,
                           .data_class = data_class};
    collect_checks(records, step, check_block(phase, data_class, classes) * program.checks, scope,
                   run);
  }
}

void collect_checks(const std::vector<WorkerRecord>& records, const LoadProgram& program,
                    Run& run) {
  for (std::uint16_t phase = 0; phase < run.phases.size(); ++phase) {
    for (const StepProgram& step : program.steps) {
      collect_checks(records, program, step, phase, run);
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
      example.detail = secrets.shown(mask_with(secrets, example.detail, raw.excerpt), shown_bytes);
      run.errors.push_back(std::move(example));
    }
  }
  std::ranges::stable_sort(run.errors, {}, [](const ErrorExample& example) {
    return std::tuple(example.phase, example.step, example.outcome);
  });
}

void learn_captured(const std::vector<WorkerRecord>& records, Secrets& secrets) {
  for (const WorkerRecord& record : records) {
    const auto add = [&](const std::string& value) { secrets.add_captured(value); };
    std::ranges::for_each(record.captured, add);
    for (const RawExample& raw : record.examples) {
      std::ranges::for_each(raw.own_secrets, add);
    }
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
                           " not sent: " + secrets.shown(what, shown_bytes));
  }
  for (const auto& [step, why] : unwritable) {
    run.warnings.push_back(
        "step " + run.steps[step].full_name +
        ": some requests could not be written: " + secrets.shown(why, shown_bytes));
  }
}

void collect_token_failures(const std::vector<WorkerRecord>& records, const Secrets& secrets,
                            Run& run) {
  for (const WorkerRecord& record : records) {
    for (const auto& [client, why] : record.token_failures) {
      run.warnings.push_back("oauth2: a token was not renewed: " + secrets.shown(why, shown_bytes));
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

bool has_receive_stamps(const Run& run) {
  const auto row = static_cast<std::size_t>(
      std::ranges::find(sample_readings(), std::string_view("rx_age"), &SampleReading::name) -
      sample_readings().begin());
  if (run.condensed) {
    return std::ranges::any_of(run.condensed->scopes, [&run, row](const ScopeCounts& scope) {
      return scope.step < run.steps.size() && scope.readings[row].exact.count() > 0;
    });
  }
  return std::ranges::any_of(run.samples, [](const Sample& sample) { return sample.rx_age >= 0; });
}

void count_health(Run& run) {
  run.health.has_receive_stamps = has_receive_stamps(run);
  const Delivery delivery = delivery_of(run);
  run.health.started_flows = delivery.started_flows;
  run.health.generator_dropped = delivery.generator_dropped;
  run.health.in_flight_dropped = delivery.in_flight_dropped;
}

}  // namespace

void collect(std::vector<WorkerRecord> records, const CrewSetup& crew, std::size_t arm, Run& run) {
  const auto& [context, program] = crew.arms[arm];
  Secrets& secrets = context.secrets;
  const Instant start = crew.run_start;
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
  const ArmTimes times{.turns = crew.turns, .arm = arm, .run_start = start, .run_end = end};
  set_times(times, run.phases);
  if (run.pairing) {
    run.pairing->slices = slices_of(times);
  }
  collect_samples(records, end - start, run);
  collect_checks(records, program, run);
  learn_captured(records, secrets);
  if (program.given.tokens != nullptr) {
    std::ranges::for_each(program.given.tokens->all(),
                          [&secrets](const std::string& token) { secrets.add(token); });
  }
  collect_examples(records, secrets, run);
  collect_warnings(records, secrets, run);
  collect_token_failures(records, secrets, run);
  collect_loop_health(records, run.health);
  count_health(run);
}

}  // namespace loadgate
