// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/parse.h"

namespace loadgate {

/// All mistakes of one file, collected while it is read.
class Diagnostics {
 public:
  void add(Position where, std::string message, std::string hint = {});
  std::size_t count() const { return all_.size(); }
  /// Every mistake rendered, in the order of the lines; at most 100, the rest counted.
  std::string render(std::string_view file, std::string_view text) const;

 private:
  std::vector<Diagnostic> all_;
};

}  // namespace loadgate
