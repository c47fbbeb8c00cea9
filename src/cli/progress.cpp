// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/format.h>

#include <chrono>
#include <string>

namespace loadgate {
namespace {

/// Without a success in the last seconds there is no percentile of them.
std::string p95_of(const Progress& progress) {
  return progress.p95_ns > 0 ? format_duration(progress.p95_ns) : "–";
}

/// "steady  18/30 s  50.0/s  p95 247 ms  0 errors  in flight 9"
std::string line_of(const Progress& progress) {
  const std::string elapsed =
      progress.duration_seconds > 0
          ? fmt::format("{:.0f}/{:.0f} s", progress.elapsed_seconds, progress.duration_seconds)
          : fmt::format("{:.0f} s", progress.elapsed_seconds);
  return fmt::format("{}  {}  {}  p95 {}  {} errors  in flight {}", progress.phase, elapsed,
                     format_rate(progress.achieved_per_second), p95_of(progress),
                     format_count(progress.errors), progress.in_flight);
}

constexpr std::string_view clear_line = "\r\x1b[K";

class TerminalProgress : public ProgressListener {
 public:
  explicit TerminalProgress(World& world) : world_(world) {}
  ~TerminalProgress() override { world_.tell(clear_line); }
  void update(const Progress& progress) override {
    world_.tell(std::string(clear_line) + line_of(progress));
  }
  void note(std::string_view text) override {
    world_.tell(std::string(clear_line) + std::string(text) + "\n");
  }

 private:
  World& world_;
};

class LogProgress : public ProgressListener {
 public:
  explicit LogProgress(World& world) : world_(world) {}
  void update(const Progress& progress) override {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ >= std::chrono::seconds(5)) {
      last_ = now;
      world_.tell(line_of(progress) + "\n");
    }
  }
  void note(std::string_view text) override { world_.tell(std::string(text) + "\n"); }

 private:
  World& world_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

std::unique_ptr<ProgressListener> make_progress(World& world) {
  if (world.errors_is_terminal) {
    return std::make_unique<TerminalProgress>(world);
  }
  return std::make_unique<LogProgress>(world);
}

}  // namespace loadgate
