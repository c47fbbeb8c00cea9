// SPDX-License-Identifier: Apache-2.0
#include "run/rows_as_columns.h"

#include <algorithm>
#include <array>

#include "run/columns.h"

namespace loadgate {
namespace {

/// More make a file that no machine of a CI can hold in memory.
constexpr std::int64_t most_rows = 20'000'000;

template <typename Row, auto Member>
constexpr Column<Row> column(std::string_view name, std::int64_t low, std::int64_t high) {
  using Field = std::remove_cvref_t<decltype(std::declval<Row>().*Member)>;
  return {name,
          low,
          high,
          [](const Row& row) { return static_cast<std::int64_t>(row.*Member); },
          [](Row& row, std::int64_t value) { row.*Member = static_cast<Field>(value); },
          std::nullopt};
}

template <typename Row, auto Member>
constexpr Column<Row> moment(std::string_view name) {
  Column<Row> made = column<Row, Member>(name, -1, longest_run);
  made.is_moment = true;
  return made;
}

/// A column that files of earlier versions lack: `fallback` in every row is not written.
template <typename Row, auto Member>
constexpr Column<Row> added_column(std::string_view name, std::int64_t low, std::int64_t high,
                                   std::int64_t fallback) {
  Column<Row> added = column<Row, Member>(name, low, high);
  added.fallback = fallback;
  return added;
}

constexpr std::int64_t largest_uint16 = std::numeric_limits<std::uint16_t>::max();
constexpr std::int64_t largest_uint32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t largest_int64 = std::numeric_limits<std::int64_t>::max();
constexpr auto last_outcome = static_cast<std::int64_t>(Outcome::expected);
constexpr auto last_flow_end = static_cast<std::int64_t>(FlowEnd::generator_dropped);

constexpr std::array samples{
    column<Sample, &Sample::sequence>("sequence", 0, largest_int64),
    column<Sample, &Sample::user>("user", 0, largest_uint32),
    column<Sample, &Sample::phase>("phase", 0, largest_uint16),
    column<Sample, &Sample::step>("step", 0, largest_uint16),
    column<Sample, &Sample::outcome>("outcome", 0, last_outcome),
    column<Sample, &Sample::is_new_connection>("is_new_connection", 0, 1),
    column<Sample, &Sample::counts_from_intended>("counts_from_intended", 0, 1),
    column<Sample, &Sample::status>("status", 0, largest_uint16),
    column<Sample, &Sample::intended>("intended", 0, longest_run),
    moment<Sample, &Sample::dispatched>("dispatched"),
    moment<Sample, &Sample::connected>("connected"),
    moment<Sample, &Sample::first_byte>("first_byte"),
    moment<Sample, &Sample::first_body_byte>("first_body_byte"),
    moment<Sample, &Sample::finished>("finished"),
    column<Sample, &Sample::connect_time>("connect_time", -1, longest_run),
    column<Sample, &Sample::tls_time>("tls_time", -1, longest_run),
    column<Sample, &Sample::bytes_in>("bytes_in", 0, largest_int64),
    added_column<Sample, &Sample::rx_age>("rx_age", -1, longest_run, -1),
    added_column<Sample, &Sample::wait>("wait", -1, longest_run, -1),
    added_column<Sample, &Sample::attempts>("attempts", 1, largest_uint16, 1),
    added_column<Sample, &Sample::first_outcome>("first_outcome", 0, last_outcome, 0),
    added_column<Sample, &Sample::first_finished>("first_finished", -1, longest_run, -1),
    added_column<Sample, &Sample::data_class>("data_class", 0, largest_uint16, no_class),
    added_column<Sample, &Sample::connect_own>("connect_own", 0, longest_run, 0),
    added_column<Sample, &Sample::tls_own>("tls_own", 0, longest_run, 0),
    added_column<Sample, &Sample::first_own>("first_own", 0, longest_run, 0),
    added_column<Sample, &Sample::earlier_own>("earlier_own", 0, longest_run, 0),
    added_column<Sample, &Sample::wait_own>("wait_own", 0, longest_run, 0),
};

constexpr std::array flows{
    column<Flow, &Flow::sequence>("sequence", 0, largest_int64),
    column<Flow, &Flow::user>("user", 0, largest_uint32),
    column<Flow, &Flow::phase>("phase", 0, largest_uint16),
    column<Flow, &Flow::scenario>("scenario", 0, largest_uint16),
    column<Flow, &Flow::end>("end", 0, last_flow_end),
    column<Flow, &Flow::intended>("intended", 0, longest_run),
    moment<Flow, &Flow::finished>("finished"),
    column<Flow, &Flow::skipped_steps>("skipped_steps", 0, largest_uint32),
};

template <typename Row>
void write_columns(JsonWriter writer, std::span<const Column<Row>> columns,
                   std::span<const Row> rows) {
  writer("count", static_cast<std::uint64_t>(rows.size()));
  std::vector<std::int64_t> numbers(rows.size());
  JsonWriter texts = writer.member("columns");
  for (const Column<Row>& column : columns) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      numbers[i] = column.get(rows[i]);
    }
    const auto is_fallback = [&column](std::int64_t number) { return number == column.fallback; };
    if (!column.fallback || !std::ranges::all_of(numbers, is_fallback)) {
      texts(column.name, encode_column(numbers));
    }
  }
}

template <typename Row>
void read_column(JsonReader reader, const Column<Row>& column, std::size_t count,
                 std::vector<Row>& rows) {
  std::string text;
  if (reader.is_good()) {
    reader.read(text);
  }
  if (!reader.is_good()) {
    return;
  }
  const Result<std::vector<std::int64_t>> numbers = decode_column(text, count);
  if (!numbers) {
    return reader.fail(numbers.error().message);
  }
  rows.resize(count);  // not before: a small file must not claim millions of rows for nothing
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t number = (*numbers)[i];
    if (number < column.low || number > column.high) {
      return reader.fail("row " + std::to_string(i) + " holds " + std::to_string(number) +
                         ", expected " + std::to_string(column.low) + " to " +
                         std::to_string(column.high));
    }
    column.set(rows[i], number);
  }
}

template <typename Row>
void read_columns(JsonReader reader, std::span<const Column<Row>> columns, std::vector<Row>& rows) {
  std::int64_t count = 0;
  reader("count", count);
  if (reader.is_good() && (count < 0 || count > most_rows)) {
    reader.member("count").fail("is " + std::to_string(count) + ", expected at most " +
                                std::to_string(most_rows));
  }
  if (!reader.is_good()) {
    return;
  }
  const JsonReader texts = reader.member("columns");
  for (const Column<Row>& column : columns) {
    if (column.fallback && !texts.has(column.name)) {
      std::ranges::for_each(rows, [&column](Row& row) { column.set(row, *column.fallback); });
    } else {
      read_column(texts.member(column.name), column, static_cast<std::size_t>(count), rows);
    }
  }
}

}  // namespace

std::span<const Column<Sample>> sample_columns() {
  return samples;
}
std::span<const Column<Flow>> flow_columns() {
  return flows;
}

void write_rows(JsonWriter writer, std::span<const Sample> rows) {
  write_columns(writer, sample_columns(), rows);
}
void write_rows(JsonWriter writer, std::span<const Flow> rows) {
  write_columns(writer, flow_columns(), rows);
}

void read_rows(JsonReader reader, std::vector<Sample>& rows) {
  read_columns(reader, sample_columns(), rows);
}
void read_rows(JsonReader reader, std::vector<Flow>& rows) {
  read_columns(reader, flow_columns(), rows);
}

}  // namespace loadgate
