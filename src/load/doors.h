// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "load/canary.h"
#include "load/clock.h"
#include "load/load.h"
#include "load/transport/transport.h"

namespace loadgate {

/// Everything of the world that the engine touches, so that its tests can play the world.
struct Doors {
  Clock& clock;
  std::function<Result<Endpoint>(std::string_view url, const std::atomic<int>& stop)> resolve;
  std::function<Result<std::unique_ptr<Transport>>(const TransportOptions& options)> open;
  std::int64_t usable_cores;
  bool may_spin;  ///< see TransportOptions
  std::function<Canary()> canary = [] { return Canary{}; };
};

/// The real clock, the real network, this machine.
Doors real_doors();

/// `run_pass` and `execute` of load.h through the given doors.
Result<std::vector<PassStep>> run_pass(const LoadContext& context, std::string_view scenario,
                                       const Doors& doors);
Result<Run> execute(const LoadContext& context, const Doors& doors);

}  // namespace loadgate
