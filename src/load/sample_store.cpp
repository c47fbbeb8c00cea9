// SPDX-License-Identifier: Apache-2.0
#include "load/sample_store.h"

#include <algorithm>

namespace loadgate {
namespace {

constexpr std::size_t most_stretches = 4096;

Sample dropped_sample(std::uint16_t phase, std::uint16_t step, std::uint16_t data_class) {
  Sample sample{};
  sample.phase = phase;
  sample.step = step;
  sample.data_class = data_class;
  sample.outcome = Outcome::dropped;
  sample.dispatched = sample.connected = sample.first_byte = sample.first_body_byte = -1;
  sample.connect_time = sample.tls_time = -1;
  return sample;
}

std::uint64_t packed(const FlowNotes& notes) {
  return static_cast<std::uint64_t>(notes.own_time) << 1U | (notes.is_unanswered ? 1U : 0U);
}

FlowNotes unpacked(std::uint64_t note) {
  return {.is_unanswered = (note & 1U) != 0, .own_time = static_cast<std::int64_t>(note >> 1U)};
}

}  // namespace

bool has_no_end(Outcome outcome) {
  return outcome == Outcome::dropped || outcome == Outcome::cut ||
         outcome == Outcome::generator_dropped;
}

void end_at(std::int64_t end, Sample& sample) {
  sample.finished = end;
  // Its `wait`, if it has one, was told up to the moment when it was sent.
  if (sample.wait >= 0) {
    sample.wait += end - (sample.dispatched < 0 ? sample.intended : sample.dispatched);
  }
}

void DroppedCounts::add(std::int64_t intended) {
  while (static_cast<std::size_t>(intended / width_) >= most_stretches) {
    for (std::size_t index = 0; index < counts_.size(); ++index) {
      const std::uint64_t count = std::exchange(counts_[index], 0);
      counts_[index / 2] += count;
    }
    counts_.resize((counts_.size() + 1) / 2);
    width_ *= 2;
  }
  const auto index = static_cast<std::size_t>(intended / width_);
  counts_.resize(std::max(counts_.size(), index + 1));
  ++counts_[index];
}

SampleStore::SampleStore(std::size_t steps, std::uint64_t limit, const TurnClock& turns)
    : steps_(steps),
      limit_(limit),
      turns_(turns),
      samples_(sample_columns()),
      flows_(flow_columns()) {}

/// Where it is not known while the phase runs, the phase ends when its last request has.
std::int64_t SampleStore::end_of(std::uint16_t phase) const {
  const Instant end = turns_.end_of_phase(phase);
  return end < 0 ? INT64_MAX : end - turns_.start_of(0);
}

void SampleStore::add(const Sample& sample) {
  // What the end of the run cuts is no more than was under way. Few polls end in a drop.
  const bool ends_with_the_run =
      sample.outcome == Outcome::cut || (has_no_end(sample.outcome) && sample.wait >= 0);
  if (samples_.size() < limit_ || ends_with_the_run) {
    samples_.add(sample);
    return;
  }
  ++counted_;
  if (sample.outcome == Outcome::dropped) {
    dropped_[{sample.phase, sample.step, sample.data_class, false}].add(sample.intended);
    return;
  }
  condenser().add(sample, end_of(sample.phase));
}

void SampleStore::add(const Flow& flow, const FlowNotes& notes) {
  if (counted_ == 0 || flow.end == FlowEnd::cut) {
    flows_.add(flow, packed(notes));
  } else if (flow.end == FlowEnd::dropped) {
    dropped_[{flow.phase, flow.scenario, no_class, true}].add(flow.intended);
  } else {
    condenser().add(flow, notes);
  }
}

Condenser& SampleStore::condenser() {
  return condenser_ ? *condenser_ : condenser_.emplace(steps_);
}

void SampleStore::move_to(std::vector<Sample>& samples, std::vector<Flow>& flows) {
  samples_.drain([&samples](const Sample& sample, std::uint64_t) { samples.push_back(sample); });
  flows_.drain([&flows](const Flow& flow, std::uint64_t) { flows.push_back(flow); });
}

void SampleStore::count_to(Condenser& all, std::int64_t end) {
  samples_.drain([&](Sample sample, std::uint64_t) {
    if (has_no_end(sample.outcome)) {
      end_at(end, sample);
    }
    all.add(sample, end_of(sample.phase));
  });
  flows_.drain([&](Flow flow, std::uint64_t note) {
    flow.finished = flow.finished < 0 ? end : flow.finished;
    all.add(flow, unpacked(note));
  });
  for (const auto& [key, counts] : dropped_) {
    counts.each(end, [&](std::int64_t intended, std::uint64_t count) {
      if (key.is_flow) {
        all.add(Flow{.sequence = 0,
                     .user = 0,
                     .phase = key.phase,
                     .scenario = key.step,
                     .end = FlowEnd::dropped,
                     .intended = intended,
                     .finished = end,
                     .skipped_steps = 0},
                FlowNotes{}, count);
        return;
      }
      Sample sample = dropped_sample(key.phase, key.step, key.data_class);
      sample.intended = intended;
      sample.finished = end;
      all.add(sample, end, count);
    });
  }
  if (condenser_) {
    all.add(condenser_->take());
  }
}

}  // namespace loadgate
