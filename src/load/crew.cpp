// SPDX-License-Identifier: Apache-2.0
#include "load/crew.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "load/progress_board.h"
#include "load/stop_watch.h"
#include "load/worker.h"

namespace loadgate {
namespace {

constexpr double one_worker_carries = 5000;  // requests a second
constexpr double each_worker_carries = 8000;
constexpr std::uint64_t users_of_a_worker = 1000;
constexpr std::chrono::milliseconds between_updates{100};

double mean_steps(const Spec& spec) {
  double steps = 0;
  double weights = 0;
  for (const Scenario& scenario : spec.scenarios) {
    const auto weight = static_cast<double>(scenario.weight);
    steps += weight * static_cast<double>(scenario.steps.size());
    weights += weight;
  }
  return weights > 0 ? steps / weights : 1;
}

double highest_flow_rate(const Spec& spec) {
  double highest = 0;
  for (const Phase& phase : spec.load.phases) {
    if (const auto* open = std::get_if<OpenLoad>(&phase.load)) {
      highest = std::max({highest, to_double(open->rate.per_second),
                          to_double(open->to.value_or(open->rate).per_second)});
    }
  }
  return highest;
}

/// Counts workers down; the coordinator waits for them between its updates.
class Countdown {
 public:
  explicit Countdown(std::size_t workers) : running_(workers) {}
  void finish_one() {
    const std::lock_guard lock(mutex_);
    --running_;
    changed_.notify_all();
  }
  /// True once all have finished; false after a tenth of a second.
  bool wait_a_moment() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, between_updates, [this] { return running_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t running_;
};

class ProgressTeller {
 public:
  ProgressTeller(const CrewSetup& setup, const std::vector<std::unique_ptr<ProgressBoard>>& boards)
      : setup_(setup), stop_watch_(setup.context().plan.spec.load.stop_when) {
    for (const auto& board : boards) {
      boards_.push_back(board.get());
    }
  }

  /// Pulls the brake when a condition of `stop_when` holds.
  void watch() {
    const Instant now = setup_.clock.now();
    if (auto why = stop_watch_.look(view_of(boards_, now))) {
      const auto since_start = static_cast<double>(now - setup_.run_start);
      setup_.brake.pull(RunEnd::stopped,
                        *why + ", " + format_duration(since_start) + " after the start");
    }
  }

  void tell() {
    const Instant now = setup_.clock.now();
    const std::size_t turn = setup_.turns.turn_at(now);
    const std::size_t phase = setup_.turns.turn(turn).phase;
    window_.look(boards_,
                 {.phase = turn, .now = now, .phase_end = setup_.turns.start_of(turn + 1)});
    const PhaseTime time = time_in_phase(turn, now);
    setup_.context().progress.update(
        Progress{.phase = setup_.context().plan.phases[phase].name,
                 .elapsed_seconds = static_cast<double>(time.elapsed) / 1e9,
                 .duration_seconds = static_cast<double>(time.duration) / 1e9,
                 .achieved_per_second = window_.started_per_second(),
                 .p95_ns = window_.p95_ns(),
                 .errors = window_.errors(),
                 .in_flight = window_.in_flight(),
                 .finished = window_.finished()});
  }

 private:
  struct PhaseTime {
    std::int64_t elapsed;
    std::int64_t duration;  ///< 0: until its iterations are done
  };

  /// Over all turns of the phase, without the drains between them.
  PhaseTime time_in_phase(std::size_t present, Instant now) const {
    const TurnClock& turns = setup_.turns;
    PhaseTime time{.elapsed = 0, .duration = 0};
    for (std::size_t index = 0; index < turns.count(); ++index) {
      const Turn& turn = turns.turn(index);
      if (turn.phase == turns.turn(present).phase) {
        const std::int64_t length = (turn.window.to - turn.window.from).count();
        time.duration += length;
        time.elapsed += index < present ? length : 0;
      }
    }
    const std::int64_t length =
        (turns.turn(present).window.to - turns.turn(present).window.from).count();
    const std::int64_t since = std::max<std::int64_t>(0, now - turns.start_of(present));
    time.elapsed += length > 0 ? std::min(since, length) : since;
    return time;
  }

  const CrewSetup& setup_;
  std::vector<const ProgressBoard*> boards_;
  ProgressWindow window_;
  StopWatch stop_watch_;
};

/// None, where the plan alone says that there will be more: each flow is a request at least.
std::uint64_t samples_to_keep(const LoadContext& context) {
  std::uint64_t flows = 0;
  for (std::size_t phase = 0; phase < context.plan.phases.size(); ++phase) {
    flows += planned_flows(context.plan, phase, context.share);
  }
  return flows > context.most_samples ? 0 : context.most_samples;
}

std::vector<std::unique_ptr<Worker>> make_workers(
    const CrewSetup& setup, std::vector<std::unique_ptr<Transport>> transports,
    const std::vector<std::unique_ptr<ProgressBoard>>& boards) {
  std::vector<std::unique_ptr<Worker>> workers;
  const std::size_t count = transports.size();
  const std::uint64_t kept = samples_to_keep(setup.context()) / setup.arms.size();
  for (std::size_t index = 0; index < count; ++index) {
    const Share share = part_of(setup.context().share, {.index = index, .count = count});
    std::vector<WorkerSetup> arms;
    for (const ArmSetup& arm : setup.arms) {
      arms.push_back(WorkerSetup{.context = arm.context,
                                 .program = arm.program,
                                 .clock = setup.clock,
                                 .board = *boards[index],
                                 .brake = setup.brake,
                                 .run_start = setup.run_start,
                                 .share = share,
                                 .slots = capacity_of(setup.context().plan, share).slots,
                                 .turns = setup.turns,
                                 .most_samples = kept / count,
                                 .arm = arms.size()});
    }
    workers.push_back(
        std::make_unique<Worker>(std::move(arms), setup.turns, std::move(transports[index])));
  }
  return workers;
}

}  // namespace

std::size_t worker_count(const Plan& plan, Share share, std::int64_t usable_cores) {
  const Capacity capacity = capacity_of(plan, share);
  const double rate =
      highest_flow_rate(plan.spec) * mean_steps(plan.spec) / static_cast<double>(share.count);
  const auto by_rate = static_cast<std::uint64_t>(
      rate <= one_worker_carries ? 1 : std::ceil(rate / each_worker_carries));
  const std::uint64_t by_users = (capacity.users + users_of_a_worker - 1) / users_of_a_worker;
  std::uint64_t most = static_cast<std::uint64_t>(std::max<std::int64_t>(usable_cores - 1, 1));
  if (capacity.slots > 0) {
    most = std::min<std::uint64_t>(most, capacity.slots);
  }
  return std::clamp<std::uint64_t>(std::max(by_rate, by_users), 1, most);
}

Capacity capacity_of(const Plan& plan, Share share) {
  Capacity capacity{.slots = 0, .users = UserPool(plan, share).size()};
  for (const Phase& phase : plan.spec.load.phases) {
    if (std::holds_alternative<OpenLoad>(phase.load)) {
      const auto most = static_cast<std::uint64_t>(plan.spec.load.max_in_flight.value_or(100));
      capacity.slots = members_of(share, most);
    }
  }
  return capacity;
}

std::vector<std::vector<WorkerRecord>> run_crew(
    const CrewSetup& setup, std::vector<std::unique_ptr<Transport>> transports) {
  std::vector<std::unique_ptr<ProgressBoard>> boards(transports.size());
  std::ranges::generate(boards, [] { return std::make_unique<ProgressBoard>(); });
  const auto workers = make_workers(setup, std::move(transports), boards);
  ProgressTeller teller(setup, boards);
  Countdown countdown(workers.size());
  {
    std::vector<std::jthread> threads;
    threads.reserve(workers.size());
    for (const auto& worker : workers) {
      threads.emplace_back([&worker, &countdown] {
        worker->run();
        countdown.finish_one();
      });
    }
    do {
      teller.tell();
      teller.watch();
    } while (!countdown.wait_a_moment());
  }
  teller.tell();
  std::vector<std::vector<WorkerRecord>> records(setup.arms.size());
  for (const auto& worker : workers) {
    std::vector<WorkerRecord> of_worker = worker->take_records();
    for (std::size_t arm = 0; arm < records.size(); ++arm) {
      records[arm].push_back(std::move(of_worker[arm]));
    }
  }
  return records;
}

}  // namespace loadgate
