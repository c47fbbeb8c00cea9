// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "target/mock/answer.h"
#include "target/mock/config.h"
#include "target/mock/numbered.h"

namespace loadgate::mock {

/// Work that is not done at once, to be asked about again.
class Jobs {
 public:
  Jobs();
  Answer start(Nanoseconds now);  ///< 202 with its `id`
  /// 200 with the status, or 404. The last 100,000 are kept.
  Answer show(std::string_view id, const MockReadiness& ready_after, Nanoseconds now);
  void reset() { jobs_.clear(); }

 private:
  struct Job {
    Nanoseconds started;
    std::int64_t shown;
  };
  Numbered<Job> jobs_;
};

}  // namespace loadgate::mock
