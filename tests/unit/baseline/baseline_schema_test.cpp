// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline_schema.h"

#include <gtest/gtest.h>

#include "baseline/baseline.h"
#include "support/golden_file.h"
#include "support/run_builder.h"
#include "support/schema_check.h"

namespace loadgate {
namespace {

using nlohmann::json;
using testing::a_run;
using testing::SchemaCheck;

json written_baseline() {
  const BaselineRun run =
      baseline_run_of(a_run()
                          .with_latencies("buy/login", "steady", {10, 20, 30})
                          .with_outcomes("buy/login", "steady", Outcome::timeout_total, 1, 10'000)
                          .build());
  return json::parse(baseline_to_json(
      Baseline{.spec_name = "checkout", .release = "v1", .runs = {run, run}, .anchor = {run}}));
}

TEST(BaselineSchema, InTheDocsIsTheOneThatTheCodeMakes) {
  testing::expect_golden(REPOSITORY_DIR "/docs/schema/baseline.schema.json", baseline_schema());
}

TEST(BaselineSchema, AcceptsWhatIsWrittenWithOrWithoutARelease) {
  SchemaCheck schema(baseline_schema());
  json baseline = written_baseline();
  EXPECT_TRUE(schema.accepts(baseline));
  baseline.erase("release");
  EXPECT_TRUE(schema.accepts(baseline));
}

TEST(BaselineSchema, RefusesWhatTheReaderRefuses) {
  SchemaCheck schema(baseline_schema());
  const std::string scope = "/runs/0/figures/scopes/0";
  const std::vector<std::pair<std::string, json>> mistakes{
      {"/schema", "loadgate.run.v1"},
      {"/runs", json::array()},
      {"/release", 7},
      {scope + "/requests", -1},
      {scope + "/outcomes/ok", "many"},
      {scope + "/scalars/error_rate", "low"},
      {scope + "/distributions/latency/statistics/p95", "20 ms"},
      {scope + "/distributions/latency/histogram_edges", "none"},
      {"/anchor/0/testbed/details", json::array()}};
  for (const auto& [pointer, value] : mistakes) {
    EXPECT_FALSE(schema.accepts_changed(written_baseline(), pointer, value)) << pointer;
    json changed = written_baseline();
    changed[json::json_pointer(pointer)] = value;
    EXPECT_FALSE(baseline_from_json(changed.dump(), "checkout.json")) << pointer;
  }
}

}  // namespace
}  // namespace loadgate
