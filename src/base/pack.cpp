// SPDX-License-Identifier: Apache-2.0
#include "base/pack.h"

#include <zlib.h>

#include <new>

namespace loadgate {

std::string pack(std::string_view bytes, Frame frame) {
  constexpr int usual_memory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, static_cast<int>(frame),
                   usual_memory, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc{};  // zlib's only other failure is a wrong parameter
  }
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  // zlib reads through this pointer, and never writes.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

}  // namespace loadgate
