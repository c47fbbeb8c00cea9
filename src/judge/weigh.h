// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/draft.h"

namespace loadgate {

/// A change on the log scale, up is worse, with its one-sided bounds.
struct LogChange {
  double estimate;
  double low;
  double high;
};

/// 1, or −1 where a decrease is what harms.
double sign_of(Asked asked);

/// δ: how far the mean of the logs may move towards worse; infinity where everything may be lost.
double log_tolerance(Asked asked, double tolerance);

/// As people read it: relative, in the direction of the metric.
Change relative_change(Asked asked, const LogChange& logs);

/// What the change says about the tolerance, the waiver's and `warn_at`; `baseline` and `now` of
/// the finding are known. `is_base_censored`: the figures that it is compared with are lower
/// bounds.
void weigh(Draft& draft, const LogChange& change, bool is_base_censored, bool is_now_censored);

}  // namespace loadgate
