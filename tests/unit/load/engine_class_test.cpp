// SPDX-License-Identifier: Apache-2.0
#include "played_world.h"
#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Three rows of two classes in turn; the second step uses none of them.
Spec asking_spec(const Folder& folder) {
  Step ask = step("GET", "/ask");
  ask.path = text({std::string("/"), column("questions", "kind")});
  ask.expect.status = {StatusRange{.low = 200, .high = 200}};
  Spec spec = spec_with_steps({ask, step("GET", "/plain")});
  spec.load.phases = {iterations_phase("six", 6, 1)};
  spec.data = {source("questions", DataFormat::csv,
                      folder.write("questions.csv", "kind\nshort\nlong\nshort\n"),
                      Pick::sequential)};
  spec.data[0].class_column = "kind";
  spec.profile = "deploy";
  return spec;
}

TEST(Class, of_a_request_is_that_of_the_row_that_it_sent) {
  const Folder folder;
  PlayedWorld world;
  const auto run = world.run(asking_spec(folder));
  EXPECT_EQ(run.profile, "deploy");
  EXPECT_THAT(run.classes, ElementsAre("short", "long"));
  EXPECT_THAT(run.steps[0].classes, ElementsAre(0, 1));
  EXPECT_THAT(run.steps[1].classes, IsEmpty());
  ASSERT_EQ(run.samples.size(), 12U);
  for (std::size_t i = 0; i < run.samples.size(); ++i) {
    const std::uint16_t data_class = run.samples[i].data_class;
    const std::string path = PlayedWorld::path_of(world.requests[i]);
    EXPECT_EQ(path, data_class == no_class ? "/plain" : "/" + run.classes[data_class]);
  }
}

TEST(Class, has_checks_of_its_own) {
  const Folder folder;
  PlayedWorld world([](const WireRequest& request) {
    return Reply{.status = PlayedWorld::path_of(request) == "/long" ? 404 : 200};
  });
  const auto run = world.run(asking_spec(folder));
  ASSERT_EQ(run.checks.size(), 2U);
  EXPECT_EQ(run.checks[0].data_class, 0U);
  EXPECT_EQ(run.checks[0].passed, 4U);
  EXPECT_EQ(run.checks[0].evaluated, 4U);
  EXPECT_EQ(run.checks[1].data_class, 1U);
  EXPECT_EQ(run.checks[1].passed, 0U);
  EXPECT_EQ(run.checks[1].evaluated, 2U);
}

}  // namespace
}  // namespace loadgate
