// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/mappings.h"

namespace loadgate {
namespace {

constexpr Bounds user_bounds{.low = 1, .high = 1'000'000};
constexpr Bounds iteration_bounds{.low = 1, .high = 1'000'000'000};

std::optional<Nanoseconds> finish_duration(const PhaseDraft& draft, Reading& reading) {
  if (draft.duration == nullptr) {
    reading.fail(draft.where, "the phase '" + draft.name + "' does not say how long it takes",
                 "add for: 30s");
    return std::nullopt;
  }
  return read_positive_duration(*draft.duration, reading);
}

Phase make_phase(const PhaseDraft& draft, std::variant<OpenLoad, ClosedLoad, IterationsLoad> load) {
  return Phase{.name = draft.name, .load = load, .measure = draft.measure, .where = draft.where};
}

Phase finish_open(const PhaseDraft& draft, Reading& reading) {
  if (draft.users != nullptr) {
    reading.fail(draft.users->where, "'rate' and 'users' exclude each other",
                 "a phase offers a rate, or keeps users busy");
  }
  const std::optional<Rate> rate = read_positive_rate(*draft.rate, reading);
  const std::optional<Nanoseconds> duration = finish_duration(draft, reading);
  OpenLoad load{.rate = Rate{Rational{1, 1}}, .to = std::nullopt, .duration = Nanoseconds::zero()};
  set(load.rate, rate);
  set(load.duration, duration);
  if (draft.to != nullptr) {
    load.to = read_positive_rate(*draft.to, reading);
  }
  return make_phase(draft, load);
}

Phase finish_closed(const PhaseDraft& draft, Reading& reading) {
  ClosedLoad load{.users = 1, .to = std::nullopt, .duration = Nanoseconds::zero()};
  set(load.users, read_count(*draft.users, reading, user_bounds));
  set(load.duration, finish_duration(draft, reading));
  if (draft.to != nullptr) {
    load.to = read_count(*draft.to, reading, user_bounds);
  }
  return make_phase(draft, load);
}

Phase finish_iterations(const PhaseDraft& draft, Reading& reading) {
  IterationsLoad load{.iterations = 1, .users = 1};
  set(load.iterations, read_count(*draft.iterations, reading, iteration_bounds));
  if (draft.users != nullptr) {
    set(load.users, read_count(*draft.users, reading, user_bounds));
  }
  if (draft.rate != nullptr) {
    reading.fail(draft.rate->where, "'iterations' and 'rate' exclude each other",
                 "a phase offers a rate, or runs a number of flows");
  }
  if (draft.duration != nullptr) {
    reading.fail(draft.duration->where, "'iterations' and 'for' exclude each other",
                 "iterations end when all are done: remove 'for'");
  }
  if (draft.to != nullptr) {
    reading.fail(draft.to->where, "'iterations' and 'to' exclude each other",
                 "only a rate and users can grow: remove 'to'");
  }
  return make_phase(draft, load);
}

/// Its name and its other keys are read as of a phase of constant rate, so that all mistakes come
/// at once and none follows from this one.
Phase finish_unknown(const PhaseDraft& draft, Reading& reading) {
  reading.fail(draft.where, "the phase '" + draft.name + "' has no load",
               "expected 'rate', 'users' or 'iterations'");
  OpenLoad load{.rate = Rate{Rational{1, 1}}, .to = std::nullopt, .duration = Nanoseconds::zero()};
  if (draft.duration != nullptr) {
    set(load.duration, read_positive_duration(*draft.duration, reading));
  }
  return make_phase(draft, load);
}

}  // namespace

Phase finish_phase(const PhaseDraft& draft, Reading& reading) {
  if (draft.iterations != nullptr) {
    return finish_iterations(draft, reading);
  }
  if (draft.rate != nullptr) {
    return finish_open(draft, reading);
  }
  if (draft.users != nullptr) {
    return finish_closed(draft, reading);
  }
  return finish_unknown(draft, reading);
}

}  // namespace loadgate
