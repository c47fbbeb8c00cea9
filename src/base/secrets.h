// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// Whether the end of a text is its own, or somebody cut it there.
enum class TextEnd { own, cut };

/// Knows every secret of this process and takes them out of text: as they are, as URLs, JSON and
/// HTML write them (secret_match.h), and in base64 (all three alignments inside of a longer text).
/// Threads share one: captures become secrets while the load runs.
class Secrets {
 public:
  /// Values of fewer than 4 characters are not added: they would blank out ordinary text.
  void add(std::string_view value);
  /// The same of what a server said. The lines of a longer document are no secrets of their own:
  /// each would be one more to look for, and there is no end to what a server can say.
  void add_captured(std::string_view value);
  /// The text with every form of every secret replaced by "***". Of a text that was cut the
  /// beginning of a secret at its end is taken away too.
  std::string mask(std::string_view text, TextEnd end = TextEnd::own) const;
  /// Masked, then printable() and cut after `limit` bytes, so that no part of a secret is left
  /// where the cut is: what comes from outside is cut here and nowhere before.
  std::string shown(std::string_view text, std::size_t limit, TextEnd end = TextEnd::own) const;
  /// The raw values, for a CI that can mask by itself.
  std::vector<std::string> values() const;

 private:
  void add_value(std::string_view value, std::size_t most_lines);

  mutable std::mutex mutex_;
  std::vector<std::string> values_;  // sorted runs (secrets.cpp), like the next
  std::vector<std::string> forms_;   // in base64
};

}  // namespace loadgate
