// SPDX-License-Identifier: Apache-2.0
#include "base/unpack.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/pack.h"

namespace loadgate {
namespace {

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

  bool open(Frame frame) { return inflateInit2(&stream_, static_cast<int>(frame)) == Z_OK; }

  /// Z_OK: there is more to come; Z_STREAM_END, Z_BUF_ERROR (the input has ended), or an error.
  int next(std::size_t most) {
    stream_.next_out = reinterpret_cast<Bytef*>(block_.data());
    stream_.avail_out = static_cast<uInt>(std::min(most, block_.size()));
    const uInt room = stream_.avail_out;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    length_ = room - stream_.avail_out;
    return code;
  }
  /// What came out of the last `next`.
  std::string_view piece() const { return {block_.data(), length_}; }

  /// A gzip file may be several, one after the other (RFC 1952 §2.2); other bytes are padding.
  bool begins_again() {
    const bool is_member =
        stream_.avail_in >= 2 && stream_.next_in[0] == 0x1F && stream_.next_in[1] == 0x8B;
    return is_member && inflateReset(&stream_) == Z_OK;
  }

 private:
  z_stream stream_;
  std::array<char, 16U << 10U> block_{};
  std::size_t length_ = 0;
};

Result<Unpacked> unpack_as(std::string_view packed, Frame frame, UnpackLimits limits) {
  Inflater inflater(packed);
  if (!inflater.open(frame)) {
    return fail(ErrorKind::internal, "out of memory");
  }
  Unpacked unpacked{.bytes = {}, .size = 0, .end = UnpackEnd::whole};
  while (true) {
    // One byte more than allowed shows whether there is more.
    const int code = inflater.next(limits.most - unpacked.size + 1);
    const std::string_view piece = inflater.piece();
    unpacked.bytes.append(piece.substr(0, limits.kept - unpacked.bytes.size()));
    unpacked.size += piece.size();
    if (unpacked.size > limits.most) {
      unpacked.size = limits.most;
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

Result<Unpacked> unpack(std::string_view packed, Packing packing, UnpackLimits limits) {
  if (packing == Packing::gzip) {
    return unpack_as(packed, Frame::gzip, limits);
  }
  Result<Unpacked> with_header = unpack_as(packed, Frame::zlib, limits);
  return with_header ? std::move(with_header) : unpack_as(packed, Frame::none, limits);
}

}  // namespace loadgate
