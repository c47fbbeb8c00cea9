// SPDX-License-Identifier: Apache-2.0
#include "plan/read_data.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/files.h"
#include "plan/csv.h"
#include "plan/data_limits.h"
#include "plan/jsonl.h"
#include "plan/read_files.h"
#include "plan/row_columns.h"
#include "plan/words.h"
#include "spec/provisioned.h"

namespace loadgate {
namespace {

Result<void> check_columns(const std::vector<std::string>& columns, std::string_view place) {
  for (auto column = columns.begin(); column != columns.end(); ++column) {
    if (column->empty()) {
      return invalid_input(std::string(place) + "column " +
                               std::to_string(column - columns.begin() + 1) + " has no name",
                           "the first line names the columns");
    }
    if (std::find(columns.begin(), column, *column) != column) {
      return invalid_input(std::string(place) + "two columns are called " + in_quotes(*column),
                           "give each column a name of its own");
    }
  }
  return {};
}

Result<void> fill_from_csv(std::string_view text, DataTable& table, RowPlaces& places) {
  const std::string_view file = places.file;
  ASSIGN_OR_RETURN(std::vector<CsvRecord> records, parse_csv(text, file));
  if (records.empty()) {
    return {};
  }
  table.columns = std::move(records.front().cells);
  RETURN_IF_ERROR(check_columns(table.columns, at_line(file, records.front().line)));
  for (std::size_t i = 1; i < records.size(); ++i) {
    CsvRecord& record = records[i];
    if (record.cells.size() != table.columns.size()) {
      return invalid_input(at_line(file, record.line) + counted(record.cells.size(), "cell") +
                               ", expected " + std::to_string(table.columns.size()) +
                               " as in the first line",
                           "a comma inside a cell needs quotes around the cell");
    }
    table.rows.push_back(std::move(record.cells));
    places.lines.push_back(record.line);
  }
  return {};
}

/// The members of an object in the order of the columns.
Result<std::vector<std::string>> row_of(JsonRecord record, const std::vector<std::string>& columns,
                                        std::string_view file) {
  std::vector<std::string> row;
  for (const std::string& column : columns) {
    const auto member =
        std::ranges::find(record.members, column, &std::pair<std::string, std::string>::first);
    if (member == record.members.end()) {
      return invalid_input(at_line(file, record.line) + "the object has no " + in_quotes(column),
                           "every object needs the names of the first one");
    }
    row.push_back(std::move(member->second));
  }
  const auto is_unknown = [&](const auto& member) {
    return std::ranges::find(columns, member.first) == columns.end();
  };
  if (const auto extra = std::ranges::find_if(record.members, is_unknown);
      extra != record.members.end()) {
    return invalid_input(at_line(file, record.line) + "the object has " + in_quotes(extra->first) +
                             ", which the first one has not",
                         "every object needs the names of the first one");
  }
  return row;
}

Result<void> fill_from_jsonl(std::string_view text, DataTable& table, RowPlaces& places) {
  const std::string_view file = places.file;
  ASSIGN_OR_RETURN(std::vector<JsonRecord> records, parse_jsonl(text, file));
  if (records.empty()) {
    return {};
  }
  for (const auto& [name, value] : records.front().members) {
    table.columns.push_back(name);
  }
  RETURN_IF_ERROR(check_columns(table.columns, at_line(file, records.front().line)));
  for (JsonRecord& record : records) {
    places.lines.push_back(record.line);
    ASSIGN_OR_RETURN(std::vector<std::string> row, row_of(std::move(record), table.columns, file));
    table.rows.push_back(std::move(row));
  }
  return {};
}

struct ReaderRow {
  DataFormat format;
  bool is_json;
  Result<void> (*fill)(std::string_view text, DataTable& table, RowPlaces& places);
};
constexpr std::array readers{ReaderRow{DataFormat::csv, false, fill_from_csv},
                             ReaderRow{DataFormat::jsonl, true, fill_from_jsonl}};

Result<void> check_encoding(std::string_view bytes, std::string_view file) {
  if (is_utf8(bytes)) {
    return {};
  }
  std::size_t line = 1;
  std::size_t end = 0;
  while (is_utf8(bytes.substr(0, end = std::min(bytes.find('\n'), bytes.size())))) {
    bytes.remove_prefix(end + 1);
    ++line;
  }
  return invalid_input(at_line(file, line) + "not UTF-8", "save the file as UTF-8");
}

Result<void> check_rows(const DataTable& table, std::string_view file) {
  if (table.columns.empty()) {
    return invalid_input(std::string(file) + ": the file is empty",
                         "a data source needs at least one row");
  }
  if (table.rows.empty()) {
    return invalid_input(std::string(file) + ": no row follows the names of the columns",
                         "a data source needs at least one row");
  }
  return {};
}

Result<DataTable> read_source(const DataSource& source, const std::string& file,
                              std::vector<std::string>& classes) {
  ASSIGN_OR_RETURN(const std::string bytes, read_file(file, most_data_bytes));
  return parse_data(source, bytes, printable(file, 300), classes);
}

/// Its rows are gained before the load.
DataTable table_to_come(const Spec& spec, const DataSource& source) {
  return DataTable{.name = source.name,
                   .pick = source.pick,
                   .columns = provisioned_columns(*spec.provision),
                   .rows = {},
                   .is_json = false,
                   .digest = {}};
}

}  // namespace

Result<DataTable> parse_data(const DataSource& source, std::string_view bytes,
                             std::string_view file, std::vector<std::string>& classes) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const auto row = std::ranges::find(readers, source.format, &ReaderRow::format);
  DataTable table{.name = source.name,
                  .pick = source.pick,
                  .columns = {},
                  .rows = {},
                  .is_json = row->is_json,
                  .digest = sha256(bytes)};
  RETURN_IF_ERROR(check_encoding(bytes, file));
  if (bytes.starts_with(byte_order_mark)) {
    bytes.remove_prefix(byte_order_mark.size());
  }
  RowPlaces places{.file = file, .lines = {}};
  RETURN_IF_ERROR(row->fill(bytes, table, places));
  RETURN_IF_ERROR(check_rows(table, file));
  if (!source.weight_column.empty()) {
    ASSIGN_OR_RETURN(table.cumulative_weights,
                     cumulative_weights(table, source.weight_column, places));
  }
  if (!source.class_column.empty()) {
    ASSIGN_OR_RETURN(table.row_classes, row_classes(table, source.class_column, places, classes));
  }
  return table;
}

void read_data(Plan& plan, Mistakes& mistakes) {
  for (const DataSource& source : plan.spec.data) {
    if (source.format == DataFormat::provisioned) {
      plan.data.push_back(table_to_come(plan.spec, source));
      continue;
    }
    Result<DataTable> table =
        read_source(source, beside_spec(plan.spec, source.file), plan.classes);
    if (table) {
      plan.data.push_back(std::move(*table));
    } else {
      mistakes.add(source.where, table.error());
    }
  }
}

}  // namespace loadgate
