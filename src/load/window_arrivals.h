// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "load/turn.h"
#include "plan/make_plan.h"

namespace loadgate {

/// The arrivals of an open phase, window by window. Entered for a second arm, a window gives the
/// same arrivals once more.
class WindowArrivals {
 public:
  explicit WindowArrivals(const Plan& plan) : plan_(plan) {}

  /// Windows of one phase are entered in their order.
  void enter(const Turn& turn);
  /// The next one of this turn's window; nothing after its last one.
  std::optional<Arrival> next();

 private:
  struct Place {
    ArrivalSequence sequence;
    std::optional<Arrival> ahead;  ///< taken out of the sequence, and of a later window
  };

  const Plan& plan_;
  std::optional<Turn> turn_;
  std::optional<Place> begin_;  // of the present window
  std::optional<Place> place_;
};

}  // namespace loadgate
