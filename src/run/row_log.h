// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "run/rows_as_columns.h"
#include "run/varint.h"

namespace loadgate {

/// Rows as they come, in some 35 bytes each instead of 170: differences to the row before, moments
/// as differences to the row's own planned one. Lossless; grows piece by piece, so that it never
/// copies what it holds.
template <typename Row>
class RowLog {
 public:
  explicit RowLog(std::span<const Column<Row>> columns)
      : columns_(columns), last_(columns.size(), 0) {}

  /// `note`: a number to be kept beside the row.
  void add(const Row& row, std::uint64_t note = 0) {
    if (blocks_.empty() || blocks_.back().size() + longest_row() > block_size) {
      blocks_.emplace_back().reserve(block_size);
    }
    std::string& block = blocks_.back();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      append_varint(block, coded(row, i));
    }
    append_varint(block, note);
    ++size_;
  }

  std::size_t size() const { return size_; }

  /// Hands over every row with its note, the oldest first; the memory is given back on the way.
  template <typename Take>
  void drain(Take take) {
    last_.assign(columns_.size(), 0);
    for (; !blocks_.empty(); blocks_.pop_front()) {
      std::string_view rest = blocks_.front();
      while (!rest.empty()) {
        const Row row = next_of(rest);
        std::uint64_t note = 0;
        take_varint(rest, note);
        take(row, note);
      }
    }
    last_.assign(columns_.size(), 0);
    size_ = 0;
  }

 private:
  static constexpr std::size_t block_size = 64 << 10;

  std::size_t longest_row() const { return (columns_.size() + 1) * longest_varint; }

  std::uint64_t coded(const Row& row, std::size_t i) {
    const std::int64_t value = columns_[i].get(row);
    if (!columns_[i].is_moment) {
      return zigzag(value - std::exchange(last_[i], value));
    }
    // 0 is left for what never came to be.
    return value < 0 ? 0 : zigzag(value - row.intended) + 1;
  }

  Row next_of(std::string_view& rest) {
    Row row{};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::uint64_t code = 0;
      take_varint(rest, code);
      if (!columns_[i].is_moment) {
        last_[i] += unzigzag(code);
        columns_[i].set(row, last_[i]);
      } else {
        columns_[i].set(row, code == 0 ? -1 : row.intended + unzigzag(code - 1));
      }
    }
    return row;
  }

  std::span<const Column<Row>> columns_;
  std::vector<std::int64_t> last_;  // of columns that are no moments, in the row before
  std::deque<std::string> blocks_;
  std::size_t size_ = 0;
};

}  // namespace loadgate
