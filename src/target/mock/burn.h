// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <thread>
#include <vector>

#include "base/units.h"

namespace loadgate::mock {

/// Computes until this thread has used so much CPU: on a busy machine it takes longer than that.
void burn(Nanoseconds cpu_time);

/// Threads that do nothing but compute, as a service does that eats its machine.
class Burner {
 public:
  /// Does nothing where they burn already.
  void start(std::size_t threads);
  void stop();

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace loadgate::mock
