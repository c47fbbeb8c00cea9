// SPDX-License-Identifier: Apache-2.0
#include "run/run_schema.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run/run_file.h"
#include "support/golden_file.h"
#include "support/run_builder.h"
#include "support/schema_check.h"
#include "support/spec_builder.h"

namespace loadgate {
namespace {

using nlohmann::json;
using testing::a_run;
using testing::SchemaCheck;

json written_run() {
  Rule limit = testing::rule("latency", Statistic::p95);
  limit.at_most = 4e8;
  return json::parse(run_to_json(
      a_run()
          .with_latencies("buy/login", "steady", {10, 20})
          .with_outcomes("buy/pay", "steady", Outcome::reset, 1)
          .with_rule(limit)
          .with_check({.step = 0, .phase = 0, .name = "status", .passed = 1, .evaluated = 2})
          .with([](loadgate::Run& run) {
            run.errors = {ErrorExample{.outcome = Outcome::reset,
                                       .step = 1,
                                       .phase = 0,
                                       .status = 0,
                                       .detail = "connection reset by peer"}};
          })
          .build()));
}

TEST(RunSchema, InTheDocsIsTheOneThatTheCodeMakes) {
  testing::expect_golden(REPOSITORY_DIR "/docs/schema/run.schema.json", run_schema());
}

TEST(RunSchema, AcceptsWhatIsWrittenAndWhatALaterVersionAdds) {
  SchemaCheck schema(run_schema());
  EXPECT_TRUE(schema.accepts(written_run()));
  EXPECT_TRUE(schema.accepts_changed(written_run(), "/testbed/canary", 12));
}

TEST(RunSchema, RefusesWhatTheReaderRefuses) {
  SchemaCheck schema(run_schema());
  const std::vector<std::pair<std::string, json>> mistakes{{"/schema", "loadgate.run.v2"},
                                                           {"/end", "exploded"},
                                                           {"/seed", -1},
                                                           {"/testbed/usable_cores", "four"},
                                                           {"/phases/0/kind", "ajar"},
                                                           {"/rules/0/at_most", "fast"},
                                                           {"/errors/0/outcome", "refusal"},
                                                           {"/plan/load/settings/0", {"only one"}},
                                                           {"/samples/columns/status", 200},
                                                           {"/samples/count", nullptr},
                                                           {"/provenance/overrides/seed", 7},
                                                           {"/checks/0/passed", 1.5}};
  for (const auto& [pointer, value] : mistakes) {
    EXPECT_FALSE(schema.accepts_changed(written_run(), pointer, value)) << pointer;
    json changed = written_run();
    changed[json::json_pointer(pointer)] = value;
    EXPECT_FALSE(run_from_json(changed.dump(), "run.json")) << pointer;
  }
}

}  // namespace
}  // namespace loadgate
