// SPDX-License-Identifier: Apache-2.0
#include "report/result_schema.h"

#include <nlohmann/json.hpp>

#include "report/result_fields.h"
#include "run/json_schema.h"

namespace loadgate {

std::string result_schema() {
  nlohmann::json body;
  JsonSchemaWriter fields(body);
  const Report report{};
  JsonFields<Report>::visit(fields, report);
  return schema_text(std::move(body), result_schema_name,
                     "The judgement of one run, and what reports draw from. Figures are in base "
                     "units (nanoseconds, fractions, bytes, per second); a relative change of 0.1 "
                     "is +10 %.");
}

}  // namespace loadgate
