// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "spec/parse.h"
#include "support/vocabulary.h"

namespace loadgate {
namespace {

constexpr std::uint64_t large = 1 << 24;

std::vector<std::string> bad_specs() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(TEST_DATA_DIR "/bad_specs")) {
    if (entry.path().extension() == ".yaml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

class BadSpec : public ::testing::TestWithParam<std::string> {};

TEST_P(BadSpec, is_refused_with_exactly_these_words) {
  const std::string path = TEST_DATA_DIR "/bad_specs/" + GetParam();
  const std::string text = read_file(path + ".yaml", large).value();
  const Result<Spec> spec = parse_spec(text, GetParam() + ".yaml", testing::vocabulary());
  ASSERT_FALSE(spec) << "the spec was accepted";
  EXPECT_EQ(spec.error().kind, ErrorKind::invalid_input);
  const std::string message = spec.error().message + "\n";
  if (std::getenv("LOADGATE_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(path + ".error", message));
  }
  const Result<std::string> expected = read_file(path + ".error", large);
  ASSERT_TRUE(expected) << "no " << GetParam() << ".error beside the spec";
  EXPECT_EQ(message, *expected);
}

INSTANTIATE_TEST_SUITE_P(All, BadSpec, ::testing::ValuesIn(bad_specs()),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace loadgate
