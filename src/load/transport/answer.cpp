// SPDX-License-Identifier: Apache-2.0
#include "load/transport/answer.h"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/letters.h"

namespace loadgate {
namespace {

bool is_interim(std::string_view status_line) {
  const std::size_t space = status_line.find(' ');
  return space != std::string_view::npos && space + 1 < status_line.size() &&
         status_line[space + 1] == '1';
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

Exchange empty_exchange(std::uint64_t token) {
  return {.token = token,
          .outcome = Outcome::ok,
          .detail = {},
          .status = 0,
          .dispatched = -1,
          .connected = -1,
          .first_byte = -1,
          .first_body_byte = -1,
          .finished = -1,
          .is_new_connection = false,
          .connect_time = -1,
          .tls_time = -1,
          .is_http2 = false,
          .bytes_in = 0,
          .body = {},
          .headers = {}};
}

void AnswerReader::begin(std::size_t keep_body, bool keep_headers) {
  part_ = Part::status_line;
  keep_body_ = keep_body;
  keep_headers_ = keep_headers;
  header_room_ = header_limit;
  length_.clear();
}

bool AnswerReader::header_line(std::string_view line, Exchange& exchange) {
  const bool is_blank = trim(line).empty();
  switch (part_) {
    case Part::status_line:
      if (is_interim(line)) {
        part_ = Part::interim;
        if (line.substr(line.find(' ') + 1).starts_with("101")) {
          exchange.detail = "the answer is 101 (Switching Protocols), which nobody asked for";
          return false;
        }
        return true;
      }
      exchange.first_byte = monotonic_now();
      part_ = Part::headers;
      return true;
    case Part::interim:
      part_ = is_blank ? Part::status_line : Part::interim;
      return true;
    case Part::headers:
      if (is_blank) {
        part_ = Part::after_headers;
        return true;
      }
      return take_header(line, exchange);
    case Part::after_headers:
      return true;
  }
  return true;
}

/// Where an answer ends must not be a matter of taste (RFC 9112 §6.3): libcurl takes the last
/// length, and of one beyond 2^63 it takes whatever comes for the whole.
std::string_view AnswerReader::doubt_about_length(std::string_view line) {
  constexpr std::string_view name = "content-length:";
  if (line.size() < name.size() || strncasecmp(line.data(), name.data(), name.size()) != 0) {
    return {};
  }
  const std::string_view length = trim(line.substr(name.size()));
  const bool is_first = length_.empty();
  if (is_first) {
    length_ = length;
  }
  if (!is_first && length != length_) {
    return "the answer has two different Content-Length headers";
  }
  std::int64_t bytes = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bytes);
  return error == std::errc::result_out_of_range ? "the answer's Content-Length is beyond 2^63"
                                                 : std::string_view();
}

/// Leaving out what does not fit would hide a cookie or a redirect.
bool AnswerReader::take_header(std::string_view line, Exchange& exchange) {
  exchange.detail = doubt_about_length(line);
  if (!exchange.detail.empty()) {
    return false;
  }
  if (line.size() > header_room_) {
    exchange.detail = oversized_header;
    return false;
  }
  header_room_ -= line.size();
  const std::size_t colon = line.find(':');
  if (keep_headers_ && colon != std::string_view::npos) {
    exchange.headers.emplace_back(lower_case(trim(line.substr(0, colon))),
                                  trim(line.substr(colon + 1)));
  }
  return true;
}

void AnswerReader::body_piece(std::string_view piece, Exchange& exchange) const {
  if (exchange.first_body_byte < 0) {
    exchange.first_body_byte = monotonic_now();
  }
  exchange.bytes_in += piece.size();
  const std::size_t room = keep_body_ - std::min(keep_body_, exchange.body.size());
  exchange.body.append(piece.substr(0, room));
  exchange.is_cut |= piece.size() > room;
}

}  // namespace loadgate
