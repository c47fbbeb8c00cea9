// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace loadgate {

/// docs/exit-status.md. The first that applies: 129/130/143, 5, 2, 1, 4, 3, 0.
enum class ExitStatus : int {
  pass = 0,
  failed = 1,
  invalid = 2,
  undecided = 3,
  not_measured = 4,
  internal_error = 5,
  hung_up = 129,
  interrupted = 130,
  terminated = 143,
};

ExitStatus status_of(const Error& error);

/// The one that applies first.
ExitStatus worse(ExitStatus a, ExitStatus b);

/// Of a verdict whose reports could not be written: never green, and a failed gate stays failed.
ExitStatus without_reports(ExitStatus verdict, const Error& error);

/// 128 + the signal's number: SIGHUP 129, SIGINT 130, SIGTERM 143.
ExitStatus interrupted_by(int signal_number);

}  // namespace loadgate
