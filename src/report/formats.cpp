// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "report/report.h"

namespace loadgate {
namespace {

std::string render_plain_console(const Report& report) {
  return render_console(report, Color::off, Detail::verbose);
}

constexpr std::array<Format, 4> formats{{
    {"console", "report.txt", "what the terminal shows, with every rule", render_plain_console},
    {"markdown", "report.md", "a page for people: step summary, comment", render_markdown},
    {"junit", "junit.xml", "a test case for each finding, for a CI's test report", render_junit},
    {"json", "result.json", "the judgement and its figures, for programs", render_json},
}};

}  // namespace

std::span<const Format> all_formats() {
  return formats;
}

const Format* find_format(std::string_view name) {
  const auto* found = std::ranges::find(formats, name, &Format::name);
  return found == formats.end() ? nullptr : found;
}

}  // namespace loadgate
