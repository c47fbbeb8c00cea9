// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

Spec spec_with_deploy() {
  Spec spec = small_spec();
  Load load = spec.load;
  load.phases = {open_phase("rush", per_second(100), seconds(60))};
  spec.profiles = {Profile{.name = "deploy", .load = load, .where = nowhere}};
  return spec;
}

TEST(WithProfile, GivesItsLoadItsNameAndABaselineOfItsOwn) {
  const Spec deploy = with_profile(spec_with_deploy(), "deploy").value();
  EXPECT_EQ(deploy.profile, "deploy");
  EXPECT_EQ(deploy.load.phases.at(0).name, "rush");
  EXPECT_EQ(deploy.baseline.file, "baselines/loadgate.deploy.json");
  EXPECT_NE(plan_of(deploy).digest.total, plan_of(spec_with_deploy()).digest.total);
}

TEST(WithProfile, PutsItsNameBeforeTheExtensionOfABaselineThatIsNamed) {
  Spec written = spec_with_deploy();
  written.baseline.file = "perf/base.v1.json";
  EXPECT_EQ(with_profile(written, "deploy")->baseline.file, "perf/base.v1.deploy.json");
  written.baseline.file = "perf/base";
  EXPECT_EQ(with_profile(written, "deploy")->baseline.file, "perf/base.deploy");
}

TEST(WithProfile, NamesOneThatDoesNotExist) {
  const Error misspelt = with_profile(spec_with_deploy(), "deplyo").error();
  EXPECT_EQ(misspelt.message, "loadgate.yaml: the spec has no profile 'deplyo'");
  EXPECT_EQ(misspelt.hint, "did you mean 'deploy'?");
  EXPECT_EQ(with_profile(small_spec(), "deploy").error().hint,
            "add it: profiles: {deploy: {load: {rate: 100/s, for: 60s}}}");
}

}  // namespace
}  // namespace loadgate
