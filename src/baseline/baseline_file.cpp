// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "baseline/acceptable.h"
#include "baseline/baseline_fields.h"
#include "baseline/check_baseline.h"
#include "run/json_text.h"

namespace loadgate {
namespace {

constexpr std::string_view schema = "loadgate.baseline.v1";

}  // namespace

std::string baseline_to_json(const Baseline& baseline) {
  nlohmann::json tree;
  JsonWriter fields(tree);
  fields("schema", std::string(schema));
  JsonFields<Baseline>::visit(fields, baseline);
  return canonical_json(tree);
}

Result<Baseline> baseline_from_json(std::string_view json, std::string_view file) {
  ASSIGN_OR_RETURN(const nlohmann::json tree, parse_json_file(json, file, schema));
  std::optional<Error> mistake;
  JsonReader fields(tree, "", file, mistake);
  Baseline baseline{};
  JsonFields<Baseline>::visit(fields, baseline);
  check_baseline(baseline, fields);
  // Somebody may have written it by hand: the order in the file changes nothing.
  sort_by_age(baseline.runs);
  sort_by_age(baseline.anchor);
  if (mistake) {
    mistake->hint = "restore it from git, or make it again: loadgate baseline record";
    return tl::make_unexpected(*mistake);
  }
  return baseline;
}

}  // namespace loadgate
