// SPDX-License-Identifier: Apache-2.0
// Run, baseline and result files: read or refused; what was read is written and read again alike.
#include <cstdint>
#include <string_view>

#include "baseline/baseline.h"
#include "report/report.h"
#include "run/run_file.h"

namespace {

void require(bool holds) {
  if (!holds) {
    __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto run = loadgate::run_from_json(text, "run.json")) {
    const std::string written = loadgate::run_to_json(*run);
    require(loadgate::run_to_json(*loadgate::run_from_json(written, "again.json")) == written);
  }
  if (const auto baseline = loadgate::baseline_from_json(text, "baseline.json")) {
    const std::string written = loadgate::baseline_to_json(*baseline);
    const auto again = loadgate::baseline_from_json(written, "again.json");
    require(loadgate::baseline_to_json(*again) == written);
  }
  if (const auto report = loadgate::report_from_json(text, "result.json")) {
    require(!loadgate::render_markdown(*report).empty());
  }
  return 0;
}
