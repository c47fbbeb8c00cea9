// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "target/mock/config.h"
#include "target/mock/record.h"

namespace loadgate::mock {

/// `loadgate.mock_stats.v1`: totals by route and status, and each request kept.
std::string render_stats(const Record& record, std::span<const MockRoute> routes);

/// `loadgate.mock_summary.v1`: exact percentiles (nearest rank) of the service time by route, over
/// whole answers with a status below 400, and how late the mock itself was against its own plan.
std::string render_summary(const Record& record, std::span<const MockRoute> routes);

}  // namespace loadgate::mock
