// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <numeric>
#include <sstream>
#include <thread>
#include <utility>

#include "base/encoding.h"
#include "target/readiness.h"
#include "target/target.h"

namespace loadgate {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t lines_shown = 20;
constexpr std::size_t line_bytes_shown = 500;
constexpr std::streamoff tail_bytes = 64 << 10;
constexpr milliseconds between_probes{25};
constexpr milliseconds longest_probe{1000};
// At the deadline too: cut shorter, the last probe would say less than the ones before.
constexpr milliseconds shortest_probe{250};

std::string read_tail(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary | std::ios::ate};
  const std::streamoff size = stream ? std::streamoff{stream.tellg()} : 0;
  std::string tail(static_cast<std::size_t>(std::min(size, tail_bytes)), '\0');
  stream.seekg(-static_cast<std::streamoff>(tail.size()), std::ios::end);
  stream.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return tail;
}

/// The last lines of what the child said, indented, each made printable.
std::string last_output(const std::filesystem::path& file) {
  std::istringstream stream{read_tail(file)};
  std::deque<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back("\n  " + printable(line, line_bytes_shown));
    if (lines.size() > lines_shown) {
      lines.pop_front();
    }
  }
  if (lines.empty()) {
    return "\nit wrote no output";
  }
  return std::accumulate(lines.begin(), lines.end(),
                         "\nthe end of its output (" + file.string() + "):");
}

tl::unexpected<Error> interrupted_waiting_for(const ReadinessProbe& probe) {
  return cannot_measure("target.start: interrupted while it waited for " + describe(probe));
}

/// Until the probe succeeds; fails as soon as nothing more can come of it.
Result<void> wait_until_ready(const TargetToStart& target, const ReadinessProbe& probe,
                              const std::function<bool()>& should_stop, ChildProcess& child) {
  const auto deadline = Clock::now() + target.command.within;
  while (true) {
    const auto left = deadline - Clock::now();
    const auto attempt = probe_once(
        probe, std::clamp<Nanoseconds>(left, shortest_probe, longest_probe), should_stop);
    // Asked after the probe: the answer may be that of another program on the child's port.
    if (const auto status = child.ended()) {
      return cannot_measure("target.start: '" + target.command.command + "' ended with status " +
                                std::to_string(*status) + " before it was ready" +
                                last_output(target.output_file),
                            "the command has to stay in the foreground and serve");
    }
    if (attempt) {
      return {};
    }
    if (should_stop()) {
      return interrupted_waiting_for(probe);
    }
    if (Clock::now() + between_probes >= deadline) {
      return cannot_measure("target.start: not ready within " +
                                write_duration(target.command.within) + ": " + describe(probe) +
                                ": " + attempt.error().message + last_output(target.output_file),
                            "check 'ready', or raise 'within'");
    }
    std::this_thread::sleep_for(between_probes);
  }
}

}  // namespace

Result<StartedTarget> start_target(const TargetToStart& target,
                                   const std::function<bool()>& should_stop) {
  const StartCommand& command = target.command;
  ASSIGN_OR_RETURN(const ReadinessProbe probe,
                   make_readiness_probe(target.url, command.ready_method, command.ready_path));
  const auto answered_before = probe_once(probe, longest_probe, should_stop);
  if (!answered_before && should_stop()) {
    return interrupted_waiting_for(probe);
  }
  if (answered_before) {
    return cannot_measure("target.start: " + describe(probe) + " is answered already, before '" +
                              command.command + "' was started",
                          "stop the service that listens there, or leave out 'start'");
  }
  ASSIGN_OR_RETURN(ChildProcess child, ChildProcess::start(command.command, target.directory,
                                                           target.environment, target.output_file));
  RETURN_IF_ERROR(wait_until_ready(target, probe, should_stop, child));
  return StartedTarget{.process = std::move(child), .output_file = target.output_file};
}

}  // namespace loadgate
