// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_status.h"

#include <algorithm>
#include <array>

namespace loadgate {

ExitStatus status_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::invalid_input:
      return ExitStatus::invalid;
    case ErrorKind::cannot_measure:
      return ExitStatus::not_measured;
    case ErrorKind::internal:
      return ExitStatus::internal_error;
  }
  return ExitStatus::internal_error;
}

ExitStatus worse(ExitStatus a, ExitStatus b) {
  // The order of docs/exit-status.md, worst first.
  constexpr std::array order{
      ExitStatus::interrupted,    ExitStatus::terminated, ExitStatus::hung_up,
      ExitStatus::internal_error, ExitStatus::invalid,    ExitStatus::failed,
      ExitStatus::not_measured,   ExitStatus::undecided,  ExitStatus::pass};
  return std::ranges::find(order, a) < std::ranges::find(order, b) ? a : b;
}

ExitStatus without_reports(ExitStatus verdict, const Error& error) {
  return verdict == ExitStatus::failed ? verdict : worse(verdict, status_of(error));
}

ExitStatus interrupted_by(int signal_number) {
  return static_cast<ExitStatus>(128 + signal_number);
}

}  // namespace loadgate
