// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "load/transport/transport.h"

namespace loadgate {

/// Of a request that has not begun.
Exchange empty_exchange(std::uint64_t token);

/// Bytes of one answer's headers: as many as common servers and proxies would pass on, or more.
inline constexpr std::size_t header_limit = 64U << 10U;
inline constexpr std::string_view oversized_header = "the answer's header is larger than 64 KiB";

/// Reads an answer line by line and piece by piece into an Exchange: its stamps, headers and body.
/// Interim answers (1xx) and trailers leave no trace.
class AnswerReader {
 public:
  void begin(std::size_t keep_body, bool keep_headers);
  /// False: the answer contradicts itself or is too large, and its detail says so.
  bool header_line(std::string_view line, Exchange& exchange);
  /// The blank line after a final answer's header has come.
  bool has_whole_header() const { return part_ == Part::after_headers; }
  void body_piece(std::string_view piece, Exchange& exchange) const;

 private:
  enum class Part { status_line, interim, headers, after_headers };

  std::string_view doubt_about_length(std::string_view line);
  bool take_header(std::string_view line, Exchange& exchange);

  Part part_ = Part::status_line;
  std::size_t keep_body_ = 0;
  bool keep_headers_ = false;
  std::size_t header_room_ = 0;
  std::string length_;  // what Content-Length says, once it was there
};

}  // namespace loadgate
