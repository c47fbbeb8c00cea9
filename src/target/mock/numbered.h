// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>

namespace loadgate::mock {

/// Values numbered from 1, of which the last `limit` are kept.
template <typename Value>
class Numbered {
 public:
  explicit Numbered(std::size_t limit) : limit_(limit) {}

  /// The number that the next value gets.
  std::uint64_t next() const { return first_ + values_.size(); }

  Value& add(Value value) {
    values_.push_back(std::move(value));
    if (values_.size() > limit_) {
      values_.pop_front();
      ++first_;
    }
    return values_.back();
  }

  /// Null where `number` is none, or that of a value not made yet or forgotten.
  Value* find(std::string_view number) {
    std::uint64_t value = 0;
    const char* const end = number.data() + number.size();
    const auto [stopped, error] = std::from_chars(number.data(), end, value);
    const bool is_number = error == std::errc{} && stopped == end;
    return is_number && value >= first_ && value < next() ? &values_[value - first_] : nullptr;
  }

  void clear() {
    values_.clear();
    first_ = 1;
  }

 private:
  std::size_t limit_;
  std::uint64_t first_ = 1;
  std::deque<Value> values_;
};

}  // namespace loadgate::mock
