// SPDX-License-Identifier: Apache-2.0
#include "load/once.h"

#include <algorithm>

#include "base/encoding.h"
#include "load/bounds.h"
#include "load/pass.h"
#include "load/target_options.h"
#include "load/tokens.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

/// `place` keeps the draws apart from those of the scenarios, and of each other.
FlowIdentity flow_beside(const Plan& plan, std::size_t place) {
  return preflight_flow(plan.spec.scenarios.size() + place);
}

/// "log in: client_4xx: status 404: no such page"
std::string failure_text(const PassStep& step) {
  const std::string name = step.step.substr(step.step.find('/') + 1);
  return printable(name, shown_bytes) + ": " + std::string(describe(step.outcome).name) + ": " +
         printable(words_of(step), shown_bytes);
}

/// What is the load's alone is left out: the moment at which it starts, its limit of samples.
LoadContext beside(const LoadContext& context, const Plan& plan, const std::atomic<int>& stop) {
  return {.plan = plan,
          .outside = context.outside,
          .target_urls = context.target_urls,
          .secrets = context.secrets,
          .progress = context.progress,
          .stop = stop,
          .share = context.share,
          .leave = context.leave};
}

bool may_fail(const Scenario& setup, const PassStep& done) {
  return std::ranges::any_of(setup.steps, [&](const Step& step) {
    return step.on_error == OnError::go_on && done.step == setup.name + "/" + step.name;
  });
}

}  // namespace

Result<DoneOnce> run_once(const LoadContext& context, const Doors& doors, const Scenario& scenario,
                          const Given& given, const FlowIdentity& flow) {
  ASSIGN_OR_RETURN(LoadProgram program,
                   compile_flow(context, scenario, "loadgate (" + scenario.name + ")"));
  program.given = given;
  ASSIGN_OR_RETURN(const TransportOptions options,
                   target_options(context, doors, versions_of(context.plan.spec)));
  ASSIGN_OR_RETURN(const std::unique_ptr<Transport> transport, doors.open(options));
  Pass pass({.context = context,
             .program = program,
             .transport = *transport,
             .clock = doors.clock,
             .stop = context.stop,
             .pauses = Pauses::kept});
  RETURN_IF_ERROR(pass.run(program.scenarios.front(), flow));
  return DoneOnce{.steps = pass.take_steps(), .captures = pass.captures()};
}

LoadContext with_plan(const LoadContext& context, const Plan& plan) {
  return beside(context, plan, context.stop);
}

LoadContext undisturbed(const LoadContext& context) {
  return beside(context, context.plan, context.leave);
}

Result<DoneOnce> run_setup(const LoadContext& context, const Doors& doors, const Given& given) {
  const auto& setup = context.plan.spec.setup;
  return setup ? run_once(context, doors, *setup, given, flow_beside(context.plan, 0))
               : DoneOnce{.steps = {}, .captures = {}};
}

Result<DoneOnce> run_teardown(const LoadContext& context, const Doors& doors, const Given& given) {
  const auto& teardown = context.plan.spec.teardown;
  if (!teardown) {
    return DoneOnce{.steps = {}, .captures = {}};
  }
  const LoadContext own = undisturbed(context);
  if (context.stop != 0 && context.leave == 0) {
    context.progress.note("interrupted: running the teardown; interrupt again to leave it");
  }
  if (given.tokens != nullptr) {
    RETURN_IF_ERROR(given.tokens->freshen(own, doors));
  }
  return run_once(own, doors, *teardown, given, flow_beside(context.plan, 1));
}

Result<void> judge_setup(const Spec& spec, const std::vector<PassStep>& steps) {
  for (const PassStep& step : steps) {
    if (!is_success(step.outcome) && !may_fail(*spec.setup, step)) {
      return cannot_measure("setup: " + failure_text(step),
                            std::string(describe(step.outcome).advice));
    }
  }
  return {};
}

std::vector<std::string> teardown_warnings(const LoadContext& context,
                                           const Result<DoneOnce>& teardown) {
  const auto& wanted = context.plan.spec.teardown;
  const bool is_whole = !wanted || (teardown && teardown->steps.size() == wanted->steps.size() &&
                                    teardown->steps.back().outcome != Outcome::cut);
  if (context.leave != 0 && !is_whole) {
    return {"teardown: left at a second signal, before its end"};
  }
  if (!teardown) {
    return {"teardown: " + teardown.error().message};
  }
  std::vector<std::string> warnings;
  for (const PassStep& step : teardown->steps) {
    if (!is_success(step.outcome)) {
      warnings.push_back("teardown: " + failure_text(step));
    }
  }
  return warnings;
}

}  // namespace loadgate
