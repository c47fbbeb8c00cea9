// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/checking.h"
#include "cli/command.h"
#include "cli/shard_options.h"

namespace loadgate {

Action define_check(CLI::App& command) {
  auto options = std::make_unique<CheckOptions>(CheckOptions{.specs = {},
                                                             .overrides = {},
                                                             .baseline = {},
                                                             .fail_on = FailOn::regression,
                                                             .ci = std::nullopt,
                                                             .formats = {},
                                                             .report_dir = {},
                                                             .verbose = false});
  command.add_option("spec", options->specs, "spec files; default " + std::string(default_spec));
  add_spec_options(command, options->overrides);
  add_pairing(command, options->overrides);
  command.add_option("--baseline", options->baseline,
                     "baseline file instead of the spec's, or none");
  refuse_shards(command);
  add_fail_on(command, options->fail_on);
  add_ci(command, options->ci);
  add_formats(command, options->formats);
  command.add_option("--report-dir", options->report_dir,
                     "folder for the reports; several specs get <dir>/<name>/");
  command.add_option("--confirm", options->confirm,
                     "report folder of a first job: measures again where it suspected a "
                     "regression (gate.jobs), and judges both");
  command.add_flag("--verbose", options->verbose, "list the rules that hold as well");
  return [options = std::shared_ptr<const CheckOptions>(std::move(options))](World& world) {
    return check_all(*options, world);
  };
}

}  // namespace loadgate
