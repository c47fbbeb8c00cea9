// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include <algorithm>

#include "base/files.h"
#include "cli/vocabulary.h"
#include "load/open_files.h"
#include "plan/make_plan.h"
#include "plan/render.h"
#include "spec/find_target.h"
#include "spec/parse.h"

namespace loadgate {
namespace {

Result<void> check_address(const std::string& option, const std::string& address) {
  if (address.find_first_of("?# ") == std::string::npos) {
    return {};
  }
  return invalid_input(option + " expects an address such as http://127.0.0.1:8080, got '" +
                           address.substr(0, address.find_first_of("?# @")) + "…'",
                       "paths and queries belong to the steps");
}

/// What a phase does in iterations takes as long as it takes.
void shorten(Nanoseconds longest, Load& load) {
  for (Phase& phase : load.phases) {
    if (auto* open = std::get_if<OpenLoad>(&phase.load)) {
      open->duration = std::min(open->duration, longest);
    } else if (auto* closed = std::get_if<ClosedLoad>(&phase.load)) {
      closed->duration = std::min(closed->duration, longest);
    }
  }
}

Result<void> apply(const SpecOptions& overrides, Spec& spec) {
  RETURN_IF_ERROR(check_address("--target", overrides.target));
  RETURN_IF_ERROR(check_address("--against", overrides.against));
  if (!overrides.target.empty()) {
    spec.target.url = Template{.parts = {overrides.target}, .where = spec.target.where};
    spec.target.mock.clear();
    spec.target.start.reset();
  }
  if (!overrides.against.empty()) {
    spec.target.against = Template{.parts = {overrides.against}, .where = spec.target.where};
  }
  if (overrides.seed) {
    spec.load.seed = *overrides.seed;
  }
  if (overrides.shorten) {
    shorten(*overrides.shorten, spec.load);
  }
  return {};
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) {
    url.pop_back();
  }
  return url;
}

/// Its address.
Result<std::string> open_mock(const Plan& plan, Target& target, OpenTargets& open) {
  const std::filesystem::path file = beside_spec(plan, target.mock);
  ASSIGN_OR_RETURN(const MockConfig config, read_mock_config(file.string()));
  ASSIGN_OR_RETURN(std::unique_ptr<Mock> mock, Mock::start(config));
  if (!mock->ca_file().empty()) {
    target.tls.ca = std::filesystem::absolute(mock->ca_file()).string();
  }
  open.mocks.push_back(std::move(mock));
  return open.mocks.back()->url();
}

/// The last lines of the target's output may show its secrets.
Error masked(Error error, const Secrets& secrets) {
  error.message = secrets.mask(error.message);
  error.hint = secrets.mask(error.hint);
  return error;
}

struct StartPlace {
  std::string url;
  std::filesystem::path output_file;
};

Result<StartedTarget> start_main_target(const Plan& plan, const Outside& outside,
                                        const StartPlace& place, const World& world) {
  const StartCommand& command = *plan.spec.target.start;
  std::map<std::string, std::string> environment;
  for (const auto& [name, value] : command.environment) {
    ASSIGN_OR_RETURN(environment[name], render_outside(value, outside, plan.spec.file));
  }
  const TargetToStart to_start{.command = command,
                               .environment = std::move(environment),
                               .url = place.url,
                               .directory = std::filesystem::path(plan.spec.file).parent_path(),
                               .output_file = place.output_file,
                               .secrets = world.secrets};
  Result<StartedTarget> started = start_target(to_start, [&world] { return world.stop != 0; });
  if (!started) {
    return tl::make_unexpected(masked(std::move(started).error(), world.secrets));
  }
  return started;
}

}  // namespace

Result<std::string> against_of(const Plan& plan, const World& world, const SpecOptions& overrides) {
  ASSIGN_OR_RETURN(const Outside outside, outside_of(world, overrides));
  ASSIGN_OR_RETURN(std::string url,
                   render_outside(plan.spec.target.against, outside, plan.spec.file));
  return without_slash(std::move(url));
}

Plan without_absent_build(Plan plan, const World& world, const SpecOptions& overrides) {
  const Result<std::string> against = against_of(plan, world, overrides);
  if (against && against->empty()) {
    plan.spec.target.against.parts.clear();
  }
  return plan;
}

std::filesystem::path beside_spec(const Plan& plan, const std::string& file) {
  return std::filesystem::path(plan.spec.file).parent_path() / file;
}

Result<Plan> open_plan(const std::string& spec_file, const SpecOptions& overrides) {
  ASSIGN_OR_RETURN(Spec spec, read_spec(spec_file, full_vocabulary()));
  if (!overrides.profile.empty()) {
    ASSIGN_OR_RETURN(spec, with_profile(std::move(spec), overrides.profile));
  }
  RETURN_IF_ERROR(apply(overrides, spec));
  return make_plan(std::move(spec));
}

Result<Outside> outside_of(const World& world, const SpecOptions& overrides) {
  Outside outside{.environment = world.environment, .variables = {}};
  for (const std::string& text : overrides.variables) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return invalid_input("--var expects NAME=VALUE, got '" + text + "'");
    }
    outside.variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return outside;
}

Result<OpenTargets> open_targets(Plan& plan, const Outside& outside,
                                 const std::filesystem::path& output_file, World& world) {
  RETURN_IF_ERROR(check_open_files());
  OpenTargets open{.urls = {}, .mocks = {}, .started = std::nullopt};
  for (Target* target : all_targets(plan.spec)) {
    if (!target->mock.empty()) {
      ASSIGN_OR_RETURN(std::string url, open_mock(plan, *target, open));
      open.urls.push_back(std::move(url));
      continue;
    }
    ASSIGN_OR_RETURN(std::string url, render_outside(target->url, outside, plan.spec.file));
    open.urls.push_back(without_slash(std::move(url)));
  }
  // Last: it may need what the others are.
  if (plan.spec.target.start) {
    ASSIGN_OR_RETURN(open.started,
                     start_main_target(plan, outside, {open.urls.front(), output_file}, world));
  }
  return open;
}

std::filesystem::path base_run_beside(const std::filesystem::path& run_file) {
  return run_file.parent_path() / ("base-" + run_file.filename().string());
}

Result<std::uint64_t> samples_to_keep(const World& world) {
  const std::string text = world.variable("LOADGATE_MOST_SAMPLES");
  if (text.empty()) {
    return samples_that_fit();
  }
  const Result<std::int64_t> count = parse_count(text);
  if (!count || *count < 0 || static_cast<std::uint64_t>(*count) > most_samples) {
    return invalid_input("LOADGATE_MOST_SAMPLES expects a number of requests up to " +
                         format_count(most_samples) + ", got '" + text + "'");
  }
  return static_cast<std::uint64_t>(*count);
}

Result<CiContext> read_ci(const World& world, std::optional<CiHost> forced) {
  constexpr std::uint64_t largest_event = 25 << 20;  // GitHub's own limit of a webhook payload
  std::string event;
  const bool is_github =
      forced ? *forced == CiHost::github : !world.variable("GITHUB_ACTIONS").empty();
  if (const std::string path = world.variable("GITHUB_EVENT_PATH"); is_github && !path.empty()) {
    ASSIGN_OR_RETURN(event, read_file(path, largest_event));
  }
  return detect_ci(world.environment, event, forced);
}

}  // namespace loadgate
