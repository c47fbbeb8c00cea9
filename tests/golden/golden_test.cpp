// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>

#include "ci/ci.h"
#include "golden/cases.h"
#include "support/golden_file.h"

namespace loadgate::testing {
namespace {

std::string plain_console(const Report& report) {
  return render_console(report, Color::off, Detail::brief);
}

struct GoldenFormat {
  const char* file_name;
  std::string (*render)(const Report& report);
};
constexpr std::array<GoldenFormat, 6> golden_formats{{
    {"console.txt", plain_console},
    {"report.md", render_markdown},
    {"junit.xml", render_junit},
    {"result.json", render_json},
    {"annotations.txt", github_annotations},
    {"gl-code-quality.json", gitlab_code_quality},
}};

class GoldenReport : public ::testing::TestWithParam<GoldenCase> {};

TEST_P(GoldenReport, every_format_is_as_it_was_accepted) {
  const std::filesystem::path folder = std::filesystem::path(GOLDEN_DIR) / GetParam().name;
  for (const GoldenFormat& format : golden_formats) {
    expect_golden(folder / format.file_name, format.render(GetParam().report));
  }
}

INSTANTIATE_TEST_SUITE_P(all, GoldenReport, ::testing::ValuesIn(golden_cases()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace loadgate::testing
