// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// Knows every secret of this process and takes them out of text: as they are, as URLs, JSON and
/// HTML write them (secret_match.h), and in base64 (all three alignments inside of a longer text).
/// Threads share one: captures become secrets while the load runs.
class Secrets {
 public:
  /// Values of fewer than 4 characters are not added: they would blank out ordinary text.
  void add(std::string_view value);
  /// The text with every form of every secret replaced by "***".
  std::string mask(std::string_view text) const;
  /// The raw values, for a CI that can mask by itself.
  std::vector<std::string> values() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> values_;  // sorted runs (secrets.cpp), like the next
  std::vector<std::string> forms_;   // in base64
};

}  // namespace loadgate
