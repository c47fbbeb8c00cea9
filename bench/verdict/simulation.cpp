// SPDX-License-Identifier: Apache-2.0
// One cell of the simulation: `bench_verdict sigma=0.3 spread=0.06 … runs=2000` draws that many
// gates and prints how each method judged them, as one JSON object. bench/verdict/run calls it.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verdict/gates.h"
#include "verdict/peers.h"

namespace loadgate::verdict_bench {
namespace {

constexpr std::array effects{0.0, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50};
constexpr std::size_t pool_runs = 10;
constexpr std::size_t gate_steps = 3;

/// Outcomes by method and by effect, pass, fail, undecided.
class Tally {
 public:
  void count(const std::string& method, std::size_t effect, Outcome outcome) {
    ++counts_[method][effect][static_cast<std::size_t>(outcome)];
  }
  void count(const std::string& method, std::size_t effect, bool alarms) {
    count(method, effect, alarms ? Outcome::fail : Outcome::pass);
  }

  void print() const {
    const char* comma = "";
    for (const auto& [method, by_effect] : counts_) {
      std::printf("%s\n  \"%s\": {", comma, method.c_str());
      comma = ",";
      print_outcome("pass", by_effect, Outcome::pass);
      print_outcome(", \"fail", by_effect, Outcome::fail);
      std::printf("}");
    }
  }

 private:
  using Counts = std::array<std::array<unsigned, 3>, effects.size()>;

  static void print_outcome(const char* name, const Counts& counts, Outcome outcome) {
    std::printf("%s%s\": [", name[0] == ',' ? "" : "\"", name);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      std::printf("%s%u", i == 0 ? "" : ", ", counts[i][static_cast<std::size_t>(outcome)]);
    }
    std::printf("]");
  }

  std::map<std::string, Counts> counts_;
};

struct Cell {
  World world;
  std::size_t runs;
  std::uint64_t seed;
  bool is_paired_only;
};

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

/// The same gate by several plans; whether it sees what it says, at the change that is printed.
struct PairedPlan {
  std::string name;
  Demands demands;
  bool has_curve;  // all effects, else nothing and +20 %
};

const std::vector<PairedPlan>& paired_plans() {
  static const std::vector<PairedPlan> plans{
      {"paired", {.tolerance = 0.05, .with_errors = false, .planned_looks = 3}, true},
      {"paired 1 look", {.tolerance = 0.05, .with_errors = false, .planned_looks = 1}, false},
      {"paired 10 %", {.tolerance = 0.10, .with_errors = false, .planned_looks = 3}, false},
      {"paired no tolerance", {.tolerance = 0, .with_errors = false, .planned_looks = 3}, false}};
  return plans;
}

bool is_wanted(bool has_curve, double effect) {
  return has_curve || effect == 0 || effect == 0.20;
}

/// One run at each effect; what it sees where nothing changed.
std::optional<double> count_effects(const PairedFigures& run, const PairedPlan& plan,
                                    Tally& tally) {
  std::optional<double> seen;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    if (is_wanted(plan.has_curve, effects[i])) {
      const GateResult result = run.judge(plan.demands, std::log1p(effects[i]));
      tally.count(plan.name, i, result.outcome);
      seen = i == 0 ? result.sees : seen;
    }
  }
  return seen;
}

void count_plan(const std::vector<PairedFigures>& runs, const PairedPlan& plan, Tally& tally) {
  std::vector<double> seen;
  for (const PairedFigures& run : runs) {
    if (const std::optional<double> sees = count_effects(run, plan, tally)) {
      seen.push_back(*sees);
    }
  }
  // A slowdown of just the size that a clean gate prints, given to all of them.
  const double printed = median_of(seen);
  for (const PairedFigures& run : runs) {
    tally.count(plan.name + " sees", 0, run.judge(plan.demands, printed).outcome);
  }
  std::printf("\"%s prints\": %.6f,\n", plan.name.c_str(), printed);
}

void count_paired(const std::vector<PairedFigures>& runs, Tally& tally) {
  for (const PairedPlan& plan : paired_plans()) {
    count_plan(runs, plan, tally);
  }
}

std::vector<RunFigures> condense_runs(const World& world, std::size_t count, std::size_t steps,
                                      Random& random) {
  std::vector<RunFigures> runs;
  for (std::size_t run = 0; run < count; ++run) {
    runs.push_back(condense(draw_run(world, steps, random)));
  }
  return runs;
}

struct StoredRuns {
  std::vector<RunFigures> pool;
  std::vector<RunFigures> jobs;  // two candidates of the same code

  std::vector<RunFigures> first(std::size_t count) const {
    return {pool.begin(), pool.begin() + static_cast<std::ptrdiff_t>(count)};
  }
};

Outcome judge_two_jobs(const StoredRuns& runs, const Demands& demands, double effect) {
  const std::vector<RunFigures> pool = runs.first(5);
  const Outcome suspicion = judge_stored(pool, {runs.jobs.front()}, demands, effect);
  return suspicion == Outcome::fail ? judge_stored(pool, runs.jobs, demands, effect) : suspicion;
}

void count_stored(const StoredRuns& runs, Tally& tally) {
  for (const double tolerance : {0.05, 0.10}) {
    const Demands demands{.tolerance = tolerance, .with_errors = false, .planned_looks = 1};
    const std::string suffix = tolerance < 0.07 ? "" : " 10 %";
    for (std::size_t i = 0; i < effects.size(); ++i) {
      const double effect = std::log1p(effects[i]);
      for (const std::size_t count : {8U, 10U}) {
        tally.count("stored K=" + std::to_string(count) + suffix, i,
                    judge_stored(runs.first(count), {runs.jobs.front()}, demands, effect));
      }
      tally.count("stored K=5 two jobs" + suffix, i, judge_two_jobs(runs, demands, effect));
    }
    const std::vector<RunFigures> ten = runs.first(10);
    const std::vector<RunFigures> job{runs.jobs.front()};
    tally.count("stored K=10" + suffix + " sees", 0,
                judge_stored(ten, job, demands, stored_sees(ten, job, tolerance)));
  }
}

void count_peers(const StoredRuns& runs, const RequestTests& tests, Tally& tally) {
  const double difference = runs.jobs.front().p95.front() - runs.pool.front().p95.front();
  const double tolerance = std::log1p(0.05);
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const double effect = std::log1p(effects[i]);
    tally.count("fixed 10 %", i, difference + effect > std::log1p(0.10));
    tally.count("Mann-Whitney", i, tests.mann_whitney_p(effect) <= alpha);
    tally.count("Mann-Whitney 5 %", i, tests.mann_whitney_p(effect - tolerance) <= alpha);
    tally.count("bootstrap", i, tests.bootstrap_lower() + effect > 0);
    tally.count("bootstrap 5 %", i, tests.bootstrap_lower() + effect > tolerance);
  }
}

/// One rule for one step; the requests of the first stored run and of the candidate for the peers.
void simulate_rule(const Cell& cell, Tally& tally) {
  std::vector<PairedFigures> paired;
  for (std::size_t run = 0; run < cell.runs; ++run) {
    Random random(cell.seed * 1'000'003 + run);
    paired.emplace_back(draw_paired_run(cell.world, 1, random), cell.world.requests);
    if (cell.is_paired_only) {
      continue;
    }
    const std::vector<Slices> first = draw_run(cell.world, 1, random);
    const std::vector<Slices> candidate = draw_run(cell.world, 1, random);
    StoredRuns runs{.pool = {condense(first)}, .jobs = {condense(candidate)}};
    for (RunFigures& more : condense_runs(cell.world, pool_runs - 1, 1, random)) {
      runs.pool.push_back(std::move(more));
    }
    runs.jobs.push_back(condense(draw_run(cell.world, 1, random)));
    count_stored(runs, tally);
    count_peers(runs, RequestTests(first.front().logs, candidate.front().logs, random), tally);
  }
  count_paired(paired, tally);
}

/// Six rules at the defaults where nothing changed: three steps, each with p95 and error guard.
void simulate_gate(const Cell& cell, Tally& tally) {
  World world = cell.world;
  world.has_errors = true;
  for (std::size_t run = 0; run < cell.runs; ++run) {
    Random random(cell.seed * 7'000'003 + run);
    const Demands demands{.tolerance = 0.10, .with_errors = true, .planned_looks = 3};
    const PairedFigures paired(draw_paired_run(world, gate_steps, random), world.requests);
    tally.count("six rules paired", 0, paired.judge(demands, 0).outcome);
    const StoredRuns runs{.pool = condense_runs(world, 8, gate_steps, random),
                          .jobs = condense_runs(world, 2, gate_steps, random)};
    tally.count("six rules stored K=8", 0,
                judge_stored(runs.pool, {runs.jobs.front()}, demands, 0));
    tally.count("six rules stored K=5 two jobs", 0, judge_two_jobs(runs, demands, 0));
  }
}

/// "name=number" of the arguments; the names are those of `main`.
double argument(const std::vector<std::string_view>& arguments, std::string_view name,
                double otherwise) {
  for (const std::string_view text : arguments) {
    if (text.starts_with(name) && text.substr(name.size()).starts_with("=")) {
      return std::strtod(text.data() + name.size() + 1, nullptr);
    }
  }
  return otherwise;
}

Cell cell_of(const std::vector<std::string_view>& arguments) {
  const auto get = [&](std::string_view name, double otherwise) {
    return argument(arguments, name, otherwise);
  };
  return {.world = {.sigma = get("sigma", 0.3),
                    .run_spread = get("spread", 0),
                    .burst_share = get("bursts", 0),
                    .class_distance = std::log1p(get("distance", 0)),
                    .class_share = get("share", 0),
                    .process_spread = get("process", 0),
                    .restarts = static_cast<std::size_t>(get("restarts", 0)),
                    .requests = static_cast<std::size_t>(get("requests", 60)),
                    .has_errors = false},
          .runs = static_cast<std::size_t>(get("runs", 2000)),
          .seed = static_cast<std::uint64_t>(get("seed", 1)),
          .is_paired_only = get("paired_only", 0) != 0};
}

}  // namespace
}  // namespace loadgate::verdict_bench

int main(int count, char** values) {
  using namespace loadgate::verdict_bench;
  const Cell cell = cell_of({values + 1, values + count});
  Tally tally;
  std::printf("{");
  simulate_rule(cell, tally);
  if (!cell.is_paired_only) {
    simulate_gate(cell, tally);
  }
  std::printf("\"runs\": %zu, \"methods\": {", cell.runs);
  tally.print();
  std::printf("\n}}\n");
}
