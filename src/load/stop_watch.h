// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "load/progress_board.h"
#include "spec/spec.h"

namespace loadgate {

/// Holds what the workers' boards show against the conditions of `stop_when`.
///
/// A condition holds from the first look at which its metric, over the last second, is above its
/// limit, until a look at which it is not. Requests that are under way for longer than a limit of
/// latency count for it as they are. Else a second in which nothing was finished says nothing: it
/// neither begins nor ends it.
class StopWatch {
 public:
  explicit StopWatch(const std::vector<StopCondition>& conditions);

  /// To be called again and again. The first condition that has held for its duration, in the words
  /// of Run::stopped_by: "stop_when[0]: error_rate > 20% for 5s; it was 43.1 %".
  std::optional<std::string> look(ProgressView view);

 private:
  const std::vector<StopCondition>& conditions_;
  std::vector<std::optional<Instant>> holds_since_;
  std::deque<ProgressView> views_;
};

}  // namespace loadgate
