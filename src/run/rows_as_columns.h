// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "run/json_archive.h"
#include "run/run.h"

namespace loadgate {

/// A run lasts at most so long, in nanoseconds: what a file claims beyond is damage.
inline constexpr std::int64_t longest_run = std::int64_t{31} * 86'400 * 1'000'000'000;

/// One field of a row type, as a column of whole numbers from `low` to `high`.
template <typename Row>
struct Column {
  std::string_view name;
  std::int64_t low;
  std::int64_t high;
  std::int64_t (*get)(const Row& row);
  void (*set)(Row& row, std::int64_t value);
  std::optional<std::int64_t>
      fallback;            ///< of files that lack the column; nothing: it must be there
  bool is_moment = false;  ///< ns since the start of the run, or -1; stands behind `intended`
};

std::span<const Column<Sample>> sample_columns();
std::span<const Column<Flow>> flow_columns();

void write_rows(JsonWriter writer, std::span<const Sample> rows);
void write_rows(JsonWriter writer, std::span<const Flow> rows);

void read_rows(JsonReader reader, std::vector<Sample>& rows);
void read_rows(JsonReader reader, std::vector<Flow>& rows);

}  // namespace loadgate
