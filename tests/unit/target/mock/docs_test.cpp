// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.h"
#include "target/mock/config.h"

namespace loadgate {
namespace {

std::vector<std::string> yaml_blocks(const std::string& markdown) {
  std::vector<std::string> blocks;
  std::istringstream lines{markdown};
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "```yaml") {
      blocks.emplace_back();
      is_inside = true;
    } else if (line == "```") {
      is_inside = false;
    } else if (is_inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

TEST(MockDocumentation, HoldsOnlyConfigsThatAreValid) {
  const auto markdown =
      read_file(std::filesystem::path{REPOSITORY_DIR} / "docs/mock.md", 100'000).value();
  const auto blocks = yaml_blocks(markdown);
  EXPECT_EQ(blocks.size(), 14U);
  for (const std::string& block : blocks) {
    const auto config = parse_mock_config(block, "docs/mock.md");
    EXPECT_TRUE(config) << config.error().message;
  }
}

TEST(QuickStart, HasAMockWithTheThreeRoutesOfItsSpec) {
  const auto config =
      read_mock_config(std::filesystem::path{REPOSITORY_DIR} / "examples/quickstart/mock.yaml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->slow.factor, 1);
  EXPECT_EQ(config->routes.size(), 3U);
}

TEST(ReadMockConfig, SaysWhichFileCannotBeRead) {
  const auto config = read_mock_config("no/such/mock.yaml");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, testing::HasSubstr("no/such/mock.yaml"));
}

}  // namespace
}  // namespace loadgate
