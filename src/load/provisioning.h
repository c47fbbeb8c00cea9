// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "load/doors.h"
#include "load/row_flows.h"
#include "load/step_program.h"

namespace loadgate {

/// The credentials of one run, from before the load to after it. Does nothing where the spec has no
/// `provision`.
class Provisioning {
 public:
  Provisioning(const LoadContext& context, const Doors& doors);

  /// All of this share's. Error (cannot_measure): one was not made, and what was answered; or a
  /// signal came. Either way what was begun is there to be released.
  Result<void> make(const Given& given);
  /// Gives back what was begun, at the same rate; only a second signal ends it, and what fails or
  /// is left is told in warnings.
  std::vector<std::string> release(const Given& given);

  /// By row; empty for those that were not begun.
  const std::vector<Captures>& credentials() const { return credentials_; }

 private:
  Result<void> judge(const RowRecord& made) const;
  Result<RowRecord> give_back(const Given& given);
  std::vector<std::string> warnings_of(const RowRecord& released) const;
  bool is_left_behind(const EndedFlow& released) const;
  std::vector<std::size_t> rows_left(const RowRecord& released) const;

  const LoadContext& context_;
  const Doors& doors_;
  std::vector<Captures> credentials_;
  std::vector<std::size_t> begun_;    // rows of which a request was sent
  std::vector<std::size_t> refused_;  // of these, where the first step failed
};

}  // namespace loadgate
