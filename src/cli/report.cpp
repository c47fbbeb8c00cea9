// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.h"
#include "cli/command.h"
#include "cli/options.h"

namespace loadgate {
namespace {

struct ReportOptionsOfCommand {
  std::vector<std::string> results;
  std::string format;
  std::string out;
};

Result<ExitStatus> render_again(const ReportOptionsOfCommand& options, World& world) {
  constexpr std::uint64_t largest_result = 16 << 20;
  const bool can_stand_together = options.format == "markdown" || options.format == "console";
  if (options.results.size() > 1 && !can_stand_together) {
    return invalid_input("several results make no " + options.format + " file",
                         "render them one by one, or use --format markdown");
  }
  std::string text;
  for (const std::string& file : options.results) {
    ASSIGN_OR_RETURN(const std::string json, read_file(file, largest_result));
    ASSIGN_OR_RETURN(const Report report, report_from_json(json, file));
    text += (text.empty() ? "" : "\n") + find_format(options.format)->render(report);
  }
  if (options.out.empty()) {
    world.print(text);
  } else {
    RETURN_IF_ERROR(write_file(options.out, text));
  }
  return ExitStatus::pass;
}

}  // namespace

Action define_report(CLI::App& command) {
  auto options = std::make_shared<ReportOptionsOfCommand>(
      ReportOptionsOfCommand{.results = {}, .format = "markdown", .out = {}});
  command.add_option("result", options->results, "result.json files")->required();
  command.add_option("--format", options->format, "the format to render")
      ->capture_default_str()
      ->check(CLI::IsMember(format_names()));
  command.add_option("--out", options->out, "file to write instead of standard output");
  return [options](World& world) { return render_again(*options, world); };
}

}  // namespace loadgate
