// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace loadgate {

/// docs/exit-status.md. The first that applies: 130/143, 5, 2, 1, 4, 3, 0.
enum class ExitStatus : int {
  pass = 0,
  failed = 1,
  invalid = 2,
  undecided = 3,
  not_measured = 4,
  internal_error = 5,
  interrupted = 130,
  terminated = 143,
};

ExitStatus status_of(const Error& error);

}  // namespace loadgate
