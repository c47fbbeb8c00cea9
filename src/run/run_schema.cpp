// SPDX-License-Identifier: Apache-2.0
#include "run/run_schema.h"

#include <nlohmann/json.hpp>

#include "run/condensed_file.h"
#include "run/json_schema.h"
#include "run/rows_as_columns.h"
#include "run/run_fields.h"

namespace loadgate {
namespace {

template <typename Row>
void describe_rows(nlohmann::json& target, std::span<const Column<Row>> columns) {
  JsonSchemaWriter fields(target);
  fields("count", std::uint64_t{});
  JsonSchemaWriter texts(fields.required("columns"));
  for (const Column<Row>& column : columns) {
    if (column.fallback) {
      texts.added(column.name, std::string());
    } else {
      texts(column.name, std::string());
    }
  }
}

}  // namespace

std::string run_schema() {
  nlohmann::json body;
  JsonSchemaWriter fields(body);
  const Run run{};
  JsonFields<Run>::visit(fields, run);
  describe_rows(fields.required("samples"), sample_columns());
  describe_rows(fields.required("flows"), flow_columns());
  describe_condensed(fields.property("histograms"));
  return schema_text(std::move(body), "loadgate.run.v1",
                     "What happened in a run, and everything that a judge needs of it. Times are "
                     "nanoseconds. Samples and flows are columns: differences, zigzag varints, "
                     "zlib, base64. A run with too many requests to keep holds histograms instead, "
                     "in buckets of which 1,024 make a power of two (slices: 32).");
}

}  // namespace loadgate
