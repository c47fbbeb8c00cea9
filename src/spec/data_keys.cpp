// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "spec/mappings.h"

namespace loadgate {
namespace {

constexpr std::array pick_words{Word<Pick>{"random", Pick::random},
                                Word<Pick>{"sequential", Pick::sequential},
                                Word<Pick>{"unique", Pick::unique}};

void read_file(const SpecNode& value, Reading& reading, DataSource& source, DataFormat format) {
  source.format = format;
  set(source.file, read_text(value, reading));
}

constexpr auto source_keys = std::to_array<Key<DataSource>>({
    {{"csv",
      "file",
      "A CSV file (RFC 4180) whose first line names the columns.",
      {},
      "products.csv",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, DataSource& source) {
       read_file(value, reading, source, DataFormat::csv);
     }},
    {{"jsonl",
      "file",
      "A file with one JSON object a line.",
      {},
      "prompts.jsonl",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, DataSource& source) {
       read_file(value, reading, source, DataFormat::jsonl);
     }},
    {{"pick", "pick",
      "Which row a flow gets: a seeded draw, one after the other, or one that nobody else gets.",
      "random", "sequential", Presence::optional},
     [](const SpecNode& value, Reading& reading, DataSource& source) {
       set(source.pick, read_word<Pick>(value, reading, pick_words));
     }},
    {{"weight_column", "column",
      "Whole numbers: how often `random` draws a row, relative to the others; 0 for never.",
      "all rows alike", "weight", Presence::optional},
     [](const SpecNode& value, Reading& reading, DataSource& source) {
       set(source.weight_column, read_text(value, reading));
     }},
    {{"class_column",
      "column",
      "Each of its values (at most 100) has figures of its own, and rules may name it.",
      {},
      "kind",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, DataSource& source) {
       set(source.class_column, read_text(value, reading));
     }},
});

void check_weights(const SpecNode& node, const DataSource& source, Reading& reading) {
  const SpecNode* weights = find_value(node, "weight_column");
  if (weights != nullptr && source.pick != Pick::random) {
    reading.fail(weights->where, "'weight_column' has an effect with 'pick: random' only",
                 "the other ways to pick draw nothing: remove one of the two keys");
  }
}

DataSource read_source(const Entry& entry, Reading& reading) {
  DataSource source{.name = entry.key,
                    .format = DataFormat::csv,
                    .file = {},
                    .pick = Pick::random,
                    .where = entry.where};
  if (!is_identifier(entry.key)) {
    reading.fail(entry.where, "'" + entry.key + "' cannot be the name of a data source",
                 "letters, digits, '_' and '-', beginning with a letter");
  }
  if (!read_mapping<DataSource>(entry.value, "data source", source_keys, reading, source)) {
    return source;
  }
  const bool has_csv = find_value(entry.value, "csv") != nullptr;
  const bool has_jsonl = find_value(entry.value, "jsonl") != nullptr;
  if (has_csv == has_jsonl) {
    reading.fail(entry.where,
                 has_csv ? "'csv' and 'jsonl' exclude each other"
                         : "the data source needs the key 'csv' or 'jsonl'",
                 "name one file");
  }
  check_weights(entry.value, source, reading);
  return source;
}

}  // namespace

void read_data(const SpecNode& node, Reading& reading, std::vector<DataSource>& data) {
  if (!is_mapping(node, reading, "a mapping of names to data sources")) {
    return;
  }
  for (const Entry& entry : node.entries) {
    data.push_back(read_source(entry, reading));
  }
}

std::vector<MappingDescription> describe_data() {
  constexpr std::string_view one_file =
      R"({"oneOf": [{"required": ["csv"]}, {"required": ["jsonl"]}]})";
  return {describe<DataSource>("data source",
                               "Rows that requests use as `${name.column}`. A flow keeps its row.",
                               one_file, source_keys)};
}

}  // namespace loadgate
