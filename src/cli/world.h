// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>

#include "base/secrets.h"

namespace loadgate {

/// What a command sees of the outside: everything else is values. main() fills it once, tests fill
/// it with their own.
struct World {
  std::map<std::string, std::string> environment;
  std::ostream& out;     ///< results
  std::ostream& errors;  ///< progress and messages
  bool out_is_terminal;
  bool errors_is_terminal;
  const std::atomic<int>& stop;  ///< the number of a signal once one came
  Secrets& secrets;

  /// Empty where it is unset.
  std::string variable(const std::string& name) const;
  /// Both mask secrets and keep text from acting as a CI's workflow command.
  void print(std::string_view text) const;
  void tell(std::string_view text) const;
};

}  // namespace loadgate
