// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
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
  const std::atomic<int>& stop;   ///< the number of a signal once one came
  const std::atomic<int>& leave;  ///< of the second one: leaves release and teardown as well
  Secrets& secrets;
  /// Whether a signal sets `stop` (true), or ends the process at once.
  std::function<void(bool)> hold_signals = [](bool) {};

  /// Empty where it is unset.
  std::string variable(const std::string& name) const;
  /// Both mask secrets and keep text from acting as a CI's workflow command.
  void print(std::string_view text) const;
  void tell(std::string_view text) const;
};

/// While it lives, a signal sets `World::stop`, and a second one `World::leave`: what was measured
/// is to be written, and what was started is to be stopped. A third one ends the process at once,
/// and so does the first one without it: there is nothing to lose then, whatever is being computed.
class SignalHold {
 public:
  explicit SignalHold(const World& world) : world_(world) { world_.hold_signals(true); }
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;
  ~SignalHold() { world_.hold_signals(false); }

 private:
  const World& world_;
};

}  // namespace loadgate
