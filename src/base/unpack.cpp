// SPDX-License-Identifier: Apache-2.0
#include "base/unpack.h"

#include <zlib.h>

#include <algorithm>

namespace loadgate {
namespace {

// zlib's names for formats: window bits of 15, plus 16 for gzip, negative for no header at all.
constexpr int zlib_format = 15;
constexpr int gzip_format = 15 + 16;
constexpr int bare_format = -15;
constexpr std::size_t block = 16U << 10U;

class Inflater {
 public:
  explicit Inflater(std::string_view packed) : stream_{} {
    // zlib reads through this pointer, and never writes.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  bool open(int format) { return inflateInit2(&stream_, format) == Z_OK; }

  /// Z_OK: there is more to come; Z_STREAM_END, Z_BUF_ERROR (the input has ended), or an error.
  int next(std::string& bytes, std::size_t most) {
    const std::size_t before = bytes.size();
    bytes.resize(before + most);
    stream_.next_out = reinterpret_cast<Bytef*>(bytes.data() + before);
    stream_.avail_out = static_cast<uInt>(most);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    bytes.resize(before + most - stream_.avail_out);
    return code;
  }

  /// A gzip file may be several, one after the other (RFC 1952 §2.2); other bytes are padding.
  bool begins_again() {
    const bool is_member =
        stream_.avail_in >= 2 && stream_.next_in[0] == 0x1F && stream_.next_in[1] == 0x8B;
    return is_member && inflateReset(&stream_) == Z_OK;
  }

 private:
  z_stream stream_;
};

Result<Unpacked> unpack_as(std::string_view packed, int format, std::size_t limit) {
  Inflater inflater(packed);
  if (!inflater.open(format)) {
    return fail(ErrorKind::internal, "out of memory");
  }
  Unpacked unpacked{.bytes = {}, .end = UnpackEnd::whole};
  while (true) {
    // One byte more than wanted shows whether there is more.
    const std::size_t room = limit + 1 - unpacked.bytes.size();
    const int code = inflater.next(unpacked.bytes, std::min(block, room));
    if (unpacked.bytes.size() > limit) {
      unpacked.bytes.resize(limit);
      unpacked.end = UnpackEnd::limit;
      return unpacked;
    }
    if (code == Z_STREAM_END && !inflater.begins_again()) {
      return unpacked;
    }
    if (code == Z_BUF_ERROR) {
      unpacked.end = UnpackEnd::input;
      return unpacked;
    }
    if (code != Z_OK && code != Z_STREAM_END) {
      return invalid_input("the packed stream is damaged");
    }
  }
}

}  // namespace

Result<Unpacked> unpack(std::string_view packed, Packing packing, std::size_t limit) {
  if (packing == Packing::gzip) {
    return unpack_as(packed, gzip_format, limit);
  }
  Result<Unpacked> with_header = unpack_as(packed, zlib_format, limit);
  return with_header ? std::move(with_header) : unpack_as(packed, bare_format, limit);
}

}  // namespace loadgate
