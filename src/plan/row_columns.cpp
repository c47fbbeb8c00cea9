// SPDX-License-Identifier: Apache-2.0
#include "plan/row_columns.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/encoding.h"
#include "base/spelling.h"
#include "plan/jsonl.h"
#include "plan/words.h"

namespace loadgate {
namespace {

Result<std::size_t> find_column(const DataTable& table, const std::string& column,
                                std::string_view file) {
  const auto found = std::ranges::find(table.columns, column);
  if (found == table.columns.end()) {
    const std::vector<std::string_view> names(table.columns.begin(), table.columns.end());
    return invalid_input(std::string(file) + ": the file has no column " + in_quotes(column),
                         spelling_hint(column, names));
  }
  return static_cast<std::size_t>(found - table.columns.begin());
}

/// CSV and JSON write whole numbers alike.
std::optional<std::uint64_t> weight_of(std::string_view cell) {
  constexpr std::uint64_t most = 1'000'000'000;
  std::uint64_t weight = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), weight);
  const bool is_whole = error == std::errc() && end == cell.data() + cell.size();
  return is_whole && weight <= most ? std::optional(weight) : std::nullopt;
}

Result<std::string> class_name(const DataTable& table, const std::string& cell) {
  constexpr std::size_t longest = 100;
  std::string name = table.is_json ? plain_text(cell) : cell;
  if (name.empty()) {
    return invalid_input("the row has no class", "give each row a value in that column");
  }
  if (printable(name, longest) != name) {
    return invalid_input("the class " + in_quotes(name) + " is no name",
                         "a class is text of at most 100 printable characters");
  }
  return name;
}

/// Figures for each value of a column that tells every row apart would say nothing.
Result<std::uint16_t> place_of(const std::string& name, std::vector<std::string>& names) {
  constexpr std::size_t most = 100;
  const auto known = std::ranges::find(names, name);
  const auto place = static_cast<std::uint16_t>(known - names.begin());
  if (known == names.end()) {
    if (names.size() == most) {
      return invalid_input("more than 100 classes up to here",
                           "name a column that puts the rows into a few groups");
    }
    names.push_back(name);
  }
  return place;
}

}  // namespace

std::string at_line(std::string_view file, std::size_t line) {
  return std::string(file) + ":" + std::to_string(line) + ": ";
}

Result<std::vector<std::uint64_t>> cumulative_weights(const DataTable& table,
                                                      const std::string& column,
                                                      const RowPlaces& places) {
  ASSIGN_OR_RETURN(const std::size_t place, find_column(table, column, places.file));
  std::vector<std::uint64_t> sums;
  sums.reserve(table.rows.size());
  std::uint64_t sum = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string& cell = table.rows[row][place];
    const std::optional<std::uint64_t> weight = weight_of(cell);
    if (!weight) {
      return invalid_input(at_line(places.file, places.lines[row]) + "the weight " +
                               in_quotes(cell) + " is no whole number from 0 to 1,000,000,000",
                           "a row of weight 20 is drawn twice as often as one of weight 10");
    }
    sum += *weight;
    sums.push_back(sum);
  }
  if (sum == 0) {
    return invalid_input(
        std::string(places.file) + ": all weights in column " + in_quotes(column) + " are 0",
        "a row of weight 0 is never drawn: give one of them another weight");
  }
  return sums;
}

Result<std::vector<std::uint16_t>> row_classes(const DataTable& table, const std::string& column,
                                               const RowPlaces& places,
                                               std::vector<std::string>& names) {
  ASSIGN_OR_RETURN(const std::size_t at, find_column(table, column, places.file));
  std::vector<std::uint16_t> classes;
  classes.reserve(table.rows.size());
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const Result<std::string> name = class_name(table, table.rows[row][at]);
    const Result<std::uint16_t> place =
        name ? place_of(*name, names) : tl::make_unexpected(name.error());
    if (!place) {
      return invalid_input(at_line(places.file, places.lines[row]) + place.error().message,
                           place.error().hint);
    }
    classes.push_back(*place);
  }
  return classes;
}

}  // namespace loadgate
