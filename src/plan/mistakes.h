// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "spec/template.h"

namespace loadgate {

/// "loadgate.yaml:12:5: "; without line the file alone; without file "line 12, column 5: ".
std::string place_of(std::string_view file, Position where);

/// Collects what is wrong with a spec beyond its grammar, so that all of it is told at once.
class Mistakes {
 public:
  explicit Mistakes(std::string_view file) : file_(file) {}

  void add(Position where, std::string_view message, std::string_view hint = {});
  /// An error without a place, told at this one.
  void add(Position where, const Error& error);
  /// The error of everything added, if there was any.
  Result<void> result() const;

 private:
  std::string file_;
  std::string text_;
};

}  // namespace loadgate
