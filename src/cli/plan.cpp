// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/foresight_text.h"
#include "cli/session.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

struct PlanOptions {
  std::string spec;
  SpecOptions overrides;
};

}  // namespace

Action define_plan(CLI::App& command) {
  auto options = std::make_shared<PlanOptions>(PlanOptions{.spec = default_spec, .overrides = {}});
  command.add_option("spec", options->spec, "spec file")->capture_default_str();
  add_plan_options(command, options->overrides);
  command.add_option("--against", options->overrides.against,
                     "as check has it: what a paired run takes");
  return [options](World& world) -> Result<ExitStatus> {
    ASSIGN_OR_RETURN(Plan opened, open_plan(options->spec, options->overrides));
    const Plan plan = without_absent_build(std::move(opened), world, options->overrides);
    ASSIGN_OR_RETURN(const std::vector<Foresight> foresight, foresee_plan(plan));
    const std::string table = foresight_table(foresight);
    world.print(describe_plan(plan) + (table.empty() ? "" : "\n" + table));
    return ExitStatus::pass;
  };
}

}  // namespace loadgate
