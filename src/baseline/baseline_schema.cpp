// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline_schema.h"

#include <nlohmann/json.hpp>

#include "baseline/baseline_fields.h"
#include "run/json_schema.h"

namespace loadgate {

std::string baseline_schema() {
  nlohmann::json body;
  JsonSchemaWriter fields(body);
  const Baseline baseline{};
  JsonFields<Baseline>::visit(fields, baseline);
  fields.property("runs")["minItems"] = 1;
  return schema_text(std::move(body), "loadgate.baseline.v1",
                     "A pool of accepted runs to compare with, oldest first. Figures are in base "
                     "units (nanoseconds, fractions, bytes, per second); those in `at_least` are "
                     "lower bounds.");
}

}  // namespace loadgate
