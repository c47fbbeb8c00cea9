// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "spec/template.h"

namespace loadgate {

/// The text of a spec, cut into lines. Columns count characters, not bytes. The text must outlive
/// it.
class Source {
 public:
  explicit Source(std::string_view text);

  /// The line without its end; empty beyond the file. 1-based.
  std::string_view line(int number) const;
  /// From the 0-based line and byte that yaml-cpp counts. Quick for places that follow each other,
  /// however long their line is.
  Position position(int line, int byte);
  /// True unless a quoted text begins at this 0-based line and byte (behind its anchor, if it has
  /// one) and never ends.
  bool ends_quote(int line, int byte) const;
  /// The rest of the line from this place on.
  std::string_view from(Position where) const;

 private:
  std::vector<std::string_view> lines_;
  int last_line_ = -1;
  std::size_t last_byte_ = 0;
  int last_characters_ = 0;
};

/// Code points of well-formed UTF-8.
int count_characters(std::string_view text);

}  // namespace loadgate
