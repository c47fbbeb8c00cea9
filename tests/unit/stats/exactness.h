// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loadgate::testing {

/// How far a figure may be from a reference that was computed independently.
inline constexpr double exactness = 1e-9;

}  // namespace loadgate::testing
