// SPDX-License-Identifier: Apache-2.0
#include "run/check_rows.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace loadgate {
namespace {

/// libcurl counts a connection's times in whole microseconds.
constexpr std::int64_t rounding = 1'000;

auto flow_key(const auto& row) {
  return std::tuple(row.phase, row.sequence);
}

/// "sequence 7 of phase 'steady'"
std::string describe_flow(const Run& run, const auto& row) {
  return "sequence " + std::to_string(row.sequence) + " of phase '" + run.phases[row.phase].name +
         "'";
}

/// A moment that never came (-1) is before and after nothing.
bool is_before(std::int64_t moment, std::int64_t earlier) {
  return moment >= 0 && earlier >= 0 && moment < earlier;
}

std::string check_times(const Sample& sample) {
  const std::int64_t began = std::max(sample.dispatched, sample.intended);
  if (is_before(sample.dispatched, sample.intended)) {
    return "was sent before it was to go";
  }
  if (sample.finished < began) {
    return "ended before it began";
  }
  const std::int64_t took = sample.finished - began;
  if (sample.connect_time > took + rounding || sample.tls_time > took + rounding) {
    return "its connection took longer than the whole request";
  }
  if (sample.rx_age > took) {
    return "its answer waited longer than the whole request took";
  }
  for (const std::int64_t moment :
       {sample.connected, sample.first_byte, sample.first_body_byte, sample.first_finished}) {
    if (is_before(moment, began) || is_before(sample.finished, moment)) {
      return "a moment of it lies before its beginning or after its end";
    }
  }
  return {};
}

/// What a flow's own requests say of it.
struct Begun {
  std::size_t steps = 0;
  std::size_t failed = 0;  ///< requests
};

/// Walks through the flows, and through the samples beside them: both are in the same order.
class RowCheck {
 public:
  explicit RowCheck(const Run& run) : run_(run), steps_(run.scenarios.size(), 0) {
    for (const RunStep& step : run.steps) {
      ++steps_[step.scenario];
    }
    std::uint64_t planned = 0;
    for (const RunPhase& phase : run.phases) {
      planned += phase.planned_flows;
      // Arrivals are counted over the whole plan, iterations in their phase.
      planned_.push_back(phase.kind == PhaseKind::open ? planned : phase.planned_flows);
    }
  }

  std::optional<RowMistake> first() {
    for (std::size_t row = 0; row < run_.flows.size(); ++row) {
      if (std::string wrong = check_place(row); !wrong.empty()) {
        return RowMistake{"flows", row, std::move(wrong)};
      }
      if (auto mistake = check_requests(row)) {
        return mistake;
      }
    }
    return next_ == run_.samples.size() ? std::nullopt : std::optional(of_no_flow());
  }

 private:
  std::string check_place(std::size_t row) const {
    const Flow& flow = run_.flows[row];
    if (row > 0 && flow_key(run_.flows[row - 1]) >= flow_key(flow)) {
      return describe_flow(run_, flow) + " is there twice, or out of order";
    }
    // Looks of a paired execution go on counting after the plan.
    const bool is_planned = run_.phases[flow.phase].kind != PhaseKind::closed && !run_.pairing;
    if (is_planned && flow.sequence >= planned_[flow.phase]) {
      return describe_flow(run_, flow) + " is not planned, expected one below " +
             std::to_string(planned_[flow.phase]);
    }
    if (flow.finished < flow.intended) {
      return "ended before it began";
    }
    return flow.skipped_steps <= steps_[flow.scenario]
               ? ""
               : "skipped " + std::to_string(flow.skipped_steps) + " of " +
                     std::to_string(steps_[flow.scenario]) + " steps";
  }

  /// Takes the flow's samples.
  std::optional<RowMistake> check_requests(std::size_t row) {
    const Flow& flow = run_.flows[row];
    Begun begun;
    for (; next_ < run_.samples.size() && flow_key(run_.samples[next_]) <= flow_key(flow);
         ++next_) {
      if (flow_key(run_.samples[next_]) != flow_key(flow)) {
        return of_no_flow();
      }
      if (std::string wrong = check_request(flow, begun); !wrong.empty()) {
        return RowMistake{"samples", next_, std::move(wrong)};
      }
    }
    if (std::string wrong = check_end(flow, begun); !wrong.empty()) {
      return RowMistake{"flows", row, std::move(wrong)};
    }
    return std::nullopt;
  }

  std::string check_request(const Flow& flow, Begun& begun) const {
    const Sample& sample = run_.samples[next_];
    const RunStep& step = run_.steps[sample.step];
    const Sample* before = begun.steps > 0 ? &run_.samples[next_ - 1] : nullptr;
    const bool is_again = before != nullptr && before->step == sample.step;
    if ((is_again && !step.polls) || (before != nullptr && before->step > sample.step)) {
      return "step '" + step.full_name + "' of " + describe_flow(run_, flow) +
             " is there twice, or out of order";
    }
    if (step.scenario != flow.scenario || sample.user != flow.user) {
      return "is of another scenario or user than its flow, " + describe_flow(run_, flow);
    }
    begun.steps += is_again ? 0U : 1U;
    begun.failed += is_success(sample.outcome) ? 0U : 1U;
    return check_times(sample);
  }

  std::string check_end(const Flow& flow, const Begun& begun) const {
    const std::size_t expected = steps_[flow.scenario] - flow.skipped_steps;
    if (begun.steps != expected) {
      return "says that it began " + std::to_string(expected) + " of its steps, and there are " +
             "samples of " + std::to_string(begun.steps);
    }
    if (flow.end == FlowEnd::cut || (flow.end == FlowEnd::ok) == (begun.failed == 0)) {
      return {};
    }
    return flow.end == FlowEnd::ok ? "ended well, and a request of it did not"
                                   : "did not end well, and all of its requests did";
  }

  RowMistake of_no_flow() const {
    return {"samples", next_,
            "is of no flow, or out of order: " + describe_flow(run_, run_.samples[next_])};
  }

  const Run& run_;
  std::vector<std::size_t> steps_;      // of each scenario
  std::vector<std::uint64_t> planned_;  // of each phase: its sequences are smaller
  std::size_t next_ = 0;                // the first sample of the flows to come
};

}  // namespace

std::optional<RowMistake> contradiction_in_rows(const Run& run) {
  return RowCheck(run).first();
}

}  // namespace loadgate
