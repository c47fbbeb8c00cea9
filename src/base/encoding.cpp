// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <array>

namespace loadgate {

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP writes a final zero
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

Result<std::string> base64_decode(std::string_view text) {
  // EVP_DecodeBlock skips leading white space and takes '=' anywhere: be stricter.
  const std::size_t end = text.find_last_not_of('=') + 1;
  const bool is_plain = text.substr(0, end).find_first_not_of(
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") ==
                        std::string_view::npos;
  if (text.size() % 4 != 0 || text.size() - end > 2 || !is_plain) {
    return invalid_input("damaged base64");
  }
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) {
    return invalid_input("damaged base64");
  }
  bytes.resize(static_cast<std::size_t>(length) - (text.size() - end));
  return bytes;
}

std::string url_encode(std::string_view bytes) {
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string text;
  for (const char byte : bytes) {
    if (unreserved.find(byte) != std::string_view::npos) {
      text += byte;
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
  }
  return text;
}

std::string json_escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '"':
        escaped += "\\\"";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      case '\b':
        escaped += "\\b";
        break;
      case '\f':
        escaped += "\\f";
        break;
      case '\n':
        escaped += "\\n";
        break;
      case '\r':
        escaped += "\\r";
        break;
      case '\t':
        escaped += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          escaped += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
          escaped += c;
        }
    }
  }
  return escaped;
}

std::string deflate(std::string_view bytes) {
  uLongf length = compressBound(bytes.size());
  std::string stream(length, '\0');
  compress2(reinterpret_cast<Bytef*>(stream.data()), &length,
            reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 6);
  stream.resize(length);
  return stream;
}

Result<std::string> inflate(std::string_view bytes, std::size_t limit) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) {
    return fail(ErrorKind::internal, "zlib could not start");
  }
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string content;
  std::array<char, 1 << 16> block{};
  int status = Z_OK;
  while (status == Z_OK && content.size() <= limit) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = block.size();
    status = ::inflate(&stream, Z_NO_FLUSH);
    content.append(block.data(), block.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (content.size() > limit) {
    return invalid_input("compressed data grow beyond " + std::to_string(limit) + " bytes");
  }
  if (status != Z_STREAM_END) {
    return invalid_input("damaged or truncated compressed data");
  }
  return content;
}

}  // namespace loadgate
