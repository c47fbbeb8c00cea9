// SPDX-License-Identifier: Apache-2.0
#include "run/columns.h"

#include "base/encoding.h"
#include "run/varint.h"

namespace loadgate {

std::string encode_column(std::span<const std::int64_t> numbers) {
  std::string bytes;
  std::uint64_t previous = 0;
  for (const std::int64_t number : numbers) {
    // Unsigned: the difference of two far ends wraps around, and back again.
    const std::uint64_t difference = static_cast<std::uint64_t>(number) - previous;
    append_varint(bytes, zigzag(static_cast<std::int64_t>(difference)));
    previous = static_cast<std::uint64_t>(number);
  }
  return base64_encode(deflate(bytes));
}

Result<std::vector<std::int64_t>> decode_column(std::string_view text, std::size_t count) {
  ASSIGN_OR_RETURN(const std::string compressed, base64_decode(text));
  ASSIGN_OR_RETURN(const std::string bytes, inflate(compressed, count * longest_varint));
  std::string_view rest = bytes;
  std::vector<std::int64_t> numbers;
  std::uint64_t sum = 0;
  for (std::uint64_t number = 0; numbers.size() < count && take_varint(rest, number);) {
    sum += static_cast<std::uint64_t>(unzigzag(number));
    numbers.push_back(static_cast<std::int64_t>(sum));
  }
  if (numbers.size() < count || !rest.empty()) {
    return invalid_input("expected " + std::to_string(count) + " numbers, got " +
                         (rest.empty() ? std::to_string(numbers.size()) : "something else"));
  }
  return numbers;
}

}  // namespace loadgate
