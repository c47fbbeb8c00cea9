// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "load/credentials.h"
#include "load/doors.h"
#include "load/once.h"
#include "load/preflight.h"
#include "load/tokens.h"
#include "plan/provision.h"

// `loadgate try`: everything once, in order.
namespace loadgate {
namespace {

class Trial {
 public:
  Trial(const LoadContext& context, const Doors& doors, Given given)
      : context_(context), doors_(doors), given_(std::move(given)) {
    given_.credentials = &credentials_;
  }

  Result<std::vector<PassStep>> run(std::string_view scenario) {
    ASSIGN_OR_RETURN(DoneOnce setup, run_setup(context_, doors_, given_));
    given_.captures = std::move(setup.captures);
    add(std::move(setup.steps));
    Result<void> tried = {};
    if (judge_setup(context_.plan.spec, steps_)) {
      tried = provision(scenario);
      tried = tried && !has_failed() ? try_scenarios(scenario) : tried;
    }
    const Result<void> released = release();
    const Result<void> torn_down = tear_down();
    RETURN_IF_ERROR(tried);
    if (!has_failed()) {  // else what they need may not have been captured
      RETURN_IF_ERROR(released);
      RETURN_IF_ERROR(torn_down);
    }
    return std::move(steps_);
  }

 private:
  void add(std::vector<PassStep> steps) { std::ranges::move(steps, std::back_inserter(steps_)); }

  bool has_failed() const {
    return std::ranges::any_of(steps_,
                               [](const PassStep& step) { return !is_success(step.outcome); });
  }

  /// A credential for each scenario that is tried: the one that its preflight would have.
  Result<void> provision(std::string_view scenario) {
    if (!context_.plan.spec.provision) {
      return {};
    }
    const Provision& provision = *context_.plan.spec.provision;
    credentials_.resize(static_cast<std::size_t>(provision.count));
    const Plan plan = provision_plan(context_.plan);
    const LoadContext own = undisturbed(with_plan(context_, plan));  // what it makes is to be known
    const auto& scenarios = context_.plan.spec.scenarios;
    for (std::size_t index = 0; index < scenarios.size() && !has_failed() && context_.stop == 0;
         ++index) {
      if (!scenario.empty() && scenario != scenarios[index].name) {
        continue;
      }
      const std::size_t row = provisioned_row(context_.plan, preflight_flow(index), {}).value_or(0);
      ASSIGN_OR_RETURN(DoneOnce done,
                       run_once(own, doors_, provision.steps, given_, flow_of_row(row)));
      credentials_[row] = credential_of(provision, done.captures);
      begun_.push_back(row);
      add(std::move(done.steps));
    }
    return {};
  }

  Result<void> try_scenarios(std::string_view scenario) {
    ASSIGN_OR_RETURN(Preflight preflight, run_preflight(context_, doors_, given_, scenario));
    add(std::move(preflight.steps));
    return {};
  }

  Result<void> release() {
    if (begun_.empty() || context_.plan.spec.provision->release.steps.empty()) {
      return {};
    }
    const Plan plan = release_plan(context_.plan);
    const LoadContext own = undisturbed(with_plan(context_, plan));
    for (const std::size_t row : begun_) {
      ASSIGN_OR_RETURN(DoneOnce done, run_once(own, doors_, plan.spec.scenarios.front(), given_,
                                               flow_of_row(row)));
      add(std::move(done.steps));
    }
    return {};
  }

  Result<void> tear_down() {
    ASSIGN_OR_RETURN(DoneOnce teardown, run_teardown(context_, doors_, given_));
    add(std::move(teardown.steps));
    return {};
  }

  const LoadContext& context_;
  const Doors& doors_;
  Given given_;
  std::vector<Captures> credentials_;
  std::vector<std::size_t> begun_;
  std::vector<PassStep> steps_;
};

}  // namespace

Result<std::vector<PassStep>> run_pass(const LoadContext& context, std::string_view scenario,
                                       const Doors& doors) {
  RETURN_IF_ERROR(learn_secrets(context.plan.spec, context.outside, context.secrets));
  ASSIGN_OR_RETURN(const std::unique_ptr<Tokens> tokens, open_tokens(context, doors));
  Trial trial(context, doors, {.captures = {}, .tokens = tokens.get()});
  return trial.run(scenario);
}

Result<std::vector<PassStep>> run_pass(const LoadContext& context, std::string_view scenario) {
  return run_pass(context, scenario, real_doors());
}

}  // namespace loadgate
