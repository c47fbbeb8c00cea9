// SPDX-License-Identifier: Apache-2.0
#include "run/run_file.h"

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "run/check_run.h"
#include "run/condensed_file.h"
#include "run/json_text.h"
#include "run/rows_as_columns.h"
#include "run/run_fields.h"

namespace loadgate {
namespace {

constexpr std::string_view schema = "loadgate.run.v1";
constexpr std::uint64_t largest_file = std::uint64_t{2} << 30;

}  // namespace

std::string run_to_json(const Run& run) {
  nlohmann::json tree;
  JsonWriter fields(tree);
  fields("schema", std::string(schema));
  JsonFields<Run>::visit(fields, run);
  write_rows(fields.member("samples"), run.samples);
  write_rows(fields.member("flows"), run.flows);
  if (run.condensed) {
    write_condensed(fields.member("histograms"), *run.condensed);
  }
  return canonical_json(tree);
}

Result<Run> run_from_json(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const nlohmann::json tree, parse_json_file(text, file, schema));
  std::optional<Error> mistake;
  JsonReader fields(tree, "", file, mistake);
  Run run{};
  JsonFields<Run>::visit(fields, run);
  read_rows(fields.member("samples"), run.samples);
  read_rows(fields.member("flows"), run.flows);
  if (fields.has("histograms")) {
    read_condensed(fields.member("histograms"), run, run.condensed.emplace());
  }
  check_run(run, fields);
  if (mistake) {
    return tl::make_unexpected(*mistake);
  }
  return run;
}

Result<Run> read_run(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::string text, read_file(file, largest_file));
  return run_from_json(text, file.string());
}

Result<void> check_whole(const Run& run, std::string_view file) {
  if (is_whole(run.shards)) {
    return {};
  }
  return invalid_input(std::string(file) + ": holds only " + describe(run.shards),
                       "put the shards together first: loadgate merge RUN.json … --out RUN.json");
}

Result<Run> read_whole_run(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(Run run, read_run(file));
  RETURN_IF_ERROR(check_whole(run, file.string()));
  return run;
}

}  // namespace loadgate
