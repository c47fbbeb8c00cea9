// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "base/file_writer.h"
#include "base/files.h"
#include "cli/command.h"
#include "cli/options.h"
#include "run/csv.h"
#include "run/run_file.h"

namespace loadgate {
namespace {

/// Of the samples of a run, where the other formats show a judgement.
constexpr const char* csv_format = "csv";

struct ReportOptionsOfCommand {
  std::vector<std::string> results;
  std::string format;
  std::string out;
};

/// The samples of a run file, row by row.
Result<ExitStatus> write_samples(const ReportOptionsOfCommand& options, World& world) {
  if (options.results.size() > 1) {
    return invalid_input("several runs make no csv file", "write them one by one");
  }
  ASSIGN_OR_RETURN(const Run run, read_run(options.results.front()));
  if (options.out.empty()) {
    RETURN_IF_ERROR(write_csv(run, [&world](std::string_view piece) -> Result<void> {
      world.print(piece);
      return {};
    }));
    return ExitStatus::pass;
  }
  ASSIGN_OR_RETURN(FileWriter file, FileWriter::create(options.out));
  RETURN_IF_ERROR(write_csv(run, [&file](std::string_view piece) { return file.append(piece); }));
  RETURN_IF_ERROR(file.commit());
  return ExitStatus::pass;
}

Result<ExitStatus> render_again(const ReportOptionsOfCommand& options, World& world) {
  if (options.format == csv_format) {
    return write_samples(options, world);
  }
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
  std::vector<std::string> formats = format_names();
  formats.emplace_back(csv_format);
  command.add_option("result", options->results, "result.json files; for csv a run.json")
      ->required();
  command.add_option("--format", options->format, "the format to render; csv: every request")
      ->capture_default_str()
      ->check(CLI::IsMember(formats));
  command.add_option("--out", options->out, "file to write instead of standard output");
  return [options](World& world) { return render_again(*options, world); };
}

}  // namespace loadgate
