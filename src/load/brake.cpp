// SPDX-License-Identifier: Apache-2.0
#include "load/brake.h"

#include <utility>

namespace loadgate {

bool Brake::take_request() {
  if (!budget_.requests || left_.fetch_sub(1, std::memory_order_relaxed) > 0) {
    return true;
  }
  pull(RunEnd::exhausted, "budget: " + format_count(static_cast<std::uint64_t>(*budget_.requests)) +
                              " requests were sent, and the plan was not at its end");
  return false;
}

void Brake::look_at_time(std::int64_t since_start) {
  if (budget_.time && since_start >= budget_.time->count()) {
    pull(RunEnd::exhausted, "budget: the load took " + write_duration(*budget_.time) +
                                ", and the plan was not at its end");
  }
}

void Brake::pull(RunEnd how, std::string why) {
  if (!is_pulled_.exchange(true)) {
    end_ = how;
    why_ = std::move(why);
    is_on_.store(true, std::memory_order_release);
  }
}

}  // namespace loadgate
