// SPDX-License-Identifier: Apache-2.0
#include "target/mock/gzip.h"

#include <zlib.h>

#include <new>
#include <optional>

#include "target/mock/request.h"

namespace loadgate::mock {
namespace {

/// Nothing but zeros after "q=": the coding is refused.
bool is_refused(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = trimmed(take_until(parameters, ';'));
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) {
      return parameter.find_first_not_of("0.", 2) == std::string_view::npos;
    }
  }
  return false;
}

}  // namespace

std::string gzip(std::string_view bytes) {
  constexpr int with_gzip_frame = 15 + 16;
  constexpr int usual_memory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_frame, usual_memory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc{};  // zlib's only other failure is a wrong parameter
  }
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  while (!accept_encoding.empty()) {
    std::string_view parameters = take_until(accept_encoding, ',');
    const std::string_view coding = trimmed(take_until(parameters, ';'));
    if (equal_without_case(coding, "gzip") || equal_without_case(coding, "x-gzip")) {
      return !is_refused(parameters);
    }
    if (coding == "*") {
      any = !is_refused(parameters);
    }
  }
  return any.value_or(false);
}

}  // namespace loadgate::mock
