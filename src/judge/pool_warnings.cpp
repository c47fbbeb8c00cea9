// SPDX-License-Identifier: Apache-2.0
#include "judge/pool_warnings.h"

#include <algorithm>

#include "base/units.h"
#include "judge/shift.h"
#include "judge/words.h"
#include "stats/prediction.h"

namespace loadgate {
namespace {

constexpr std::size_t most_names = 3;

std::string cpu_of(const Testbed& testbed) {
  const auto found = testbed.details.find("cpu_model");
  return found == testbed.details.end() ? std::string() : found->second;
}

void warn_unseen_cpu(const Case& judged, std::vector<std::string>& warnings) {
  std::set<std::string> known;
  for (const BaselineRun& run : judged.baseline->runs) {
    if (!cpu_of(run.testbed).empty()) {
      known.insert(cpu_of(run.testbed));
    }
  }
  std::set<std::string> unseen;
  for (const Run& run : judged.measured.runs) {
    const std::string cpu = cpu_of(run.testbed);
    if (!cpu.empty() && !known.empty() && !known.contains(cpu)) {
      unseen.insert(cpu);
    }
  }
  if (!unseen.empty()) {
    warnings.push_back("the baseline has not seen this CPU model: " + listed(unseen) + " (it has " +
                       listed(known) + ")");
  }
}

/// Outside of a CI every process is a job of its own, and its host is what may be shared.
std::string machine_of(const std::string& job) {
  if (!job.starts_with("process/")) {
    return job;
  }
  const std::size_t number = job.find('/');
  const std::size_t moment = job.find('/', number + 1);
  const std::size_t host = moment == std::string::npos ? moment : job.find('/', moment + 1);
  return host == std::string::npos ? "process" : "process" + job.substr(host);
}

void warn_one_machine(const Case& judged, std::vector<std::string>& warnings) {
  std::set<std::string> machines;
  for (const BaselineRun& run : judged.baseline->runs) {
    machines.insert(machine_of(run.provenance.job));
  }
  if (judged.baseline->runs.size() > 1 && machines.size() == 1) {
    warnings.push_back(
        "one machine: all runs of the baseline come from the same job or machine, so it does not "
        "know how much machines differ");
  }
}

void warn_small_pool(const Case& judged, std::vector<std::string>& warnings) {
  const std::size_t runs = judged.baseline->runs.size();
  if (static_cast<std::int64_t>(runs) < judged.first().baseline.min_runs) {
    warnings.push_back("unquantified: the baseline has " + count_words(runs, "run") + " of " +
                       std::to_string(judged.first().baseline.min_runs) + ", so a spread of " +
                       format_percent(assumed_spread) + " between jobs is assumed, not measured");
  }
  if (runs < preferred_runs) {
    warnings.push_back("the baseline has " + count_words(runs, "run") +
                       ": a kind of machine that it has not seen alarms in up to " +
                       format_percent(unseen_machine_alarm(runs)) + " of runs; " +
                       std::to_string(preferred_runs) + " or more are better");
  }
}

void warn_other_class(const Case& judged, std::vector<std::string>& warnings) {
  const bool compares = judged.first().baseline.on_mismatch == MismatchPolicy::warn;
  if (compares && !judged.current.comparability.class_.empty()) {
    warnings.push_back("compared with another testbed class: " +
                       judged.current.comparability.class_);
  }
}

/// The echo of one machine varies too: a little beyond what the pool has seen is nothing.
void warn_unseen_canary(const Case& judged, std::vector<std::string>& warnings) {
  constexpr double slack = 1.25;
  const std::optional<CanaryPlace> canary = place_of_canary(judged);
  if (canary && (canary->now > slack * canary->high || canary->now < canary->low / slack)) {
    warnings.push_back(
        "the baseline has not seen a machine like this one: loadgate's echo to "
        "itself took " +
        format_duration(canary->now) + ", in its runs " + format_duration(canary->low) + " to " +
        format_duration(canary->high));
  }
}

std::string days_of(std::int64_t nanoseconds) {
  constexpr std::int64_t one_day = 86'400'000'000'000;
  return count_words(static_cast<std::size_t>(std::max<std::int64_t>(nanoseconds / one_day, 0)),
                     "day");
}

void warn_stale(const Case& judged, std::vector<std::string>& warnings) {
  const std::optional<std::int64_t>& most = judged.first().baseline.max_age;
  Timestamp newest{.nanoseconds = 0};
  for (const BaselineRun& run : judged.current.runs) {
    newest = std::max(newest, run.provenance.ended_at);
  }
  const std::int64_t age = judged.now.nanoseconds - newest.nanoseconds;
  if (most && age > *most) {
    warnings.push_back("stale: the newest run of the baseline is " + days_of(age) +
                       " old, and baseline.max_age is " + days_of(*most) +
                       "; record a new baseline");
  }
}

}  // namespace

std::string listed(const std::set<std::string>& names) {
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown++ == most_names) {
      return text + " and " + std::to_string(names.size() - most_names) + " more";
    }
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

void warn_of_pool(const Case& judged, std::vector<std::string>& warnings) {
  warn_other_class(judged, warnings);
  warn_unseen_cpu(judged, warnings);
  warn_unseen_canary(judged, warnings);
  warn_small_pool(judged, warnings);
  warn_one_machine(judged, warnings);
  warn_stale(judged, warnings);
}

}  // namespace loadgate
