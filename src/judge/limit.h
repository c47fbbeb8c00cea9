// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/draft.h"
#include "stats/block_bootstrap.h"

namespace loadgate {

/// An absolute limit: it fails iff the figure itself is beyond it, baseline or not. `measured` is
/// what it is judged on, as measured or net of lag.
Draft draft_limit(const Case& judged, const Measured& measured, const Question& question);

/// The figure over all runs: percentiles of the merged observations, shares of the summed counts,
/// other numbers by their mean.
std::optional<Figure> merged_figure(const Measured& measured, const Question& question);

/// When each request of the scope began, and its value; of `error_rate` 1 for errors, 0 for others.
std::vector<TimedValue> timed_values(const Measured& measured, const Question& question);

/// The draws of this finding, the same for ever.
BootstrapKey bootstrap_key(const Case& judged, std::string_view key);

/// p of a percentile, 0 of every other statistic.
Rational quantile_of(Statistic statistic);
bool is_quantile(Rational p);

/// Fewest samples that the rule accepts: its own word, else what the statistic needs.
std::uint64_t samples_needed(const Rule& rule);

}  // namespace loadgate
