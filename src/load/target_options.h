// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "load/doors.h"

namespace loadgate {

/// How to reach the plan's targets, each looked up now; `connections` and `may_spin` are the
/// caller's to set (1, false). `versions`: as settled, for each target.
Result<TransportOptions> target_options(const LoadContext& context, const Doors& doors,
                                        std::span<const HttpVersion> versions);

/// File names in a spec are relative to it.
TlsOptions resolved_tls(const Plan& plan, const TlsOptions& tls);

/// What the spec says of each target.
std::vector<HttpVersion> versions_of(const Spec& spec);

}  // namespace loadgate
