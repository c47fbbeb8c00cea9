// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include "base/files.h"
#include "cli/vocabulary.h"
#include "plan/make_plan.h"
#include "plan/render.h"
#include "spec/parse.h"

namespace loadgate {
namespace {

Result<void> apply(const SpecOptions& overrides, Spec& spec) {
  if (overrides.target.find_first_of("?# ") != std::string::npos) {
    return invalid_input(
        "--target expects an address such as http://127.0.0.1:8080, got '" + overrides.target + "'",
        "paths and queries belong to the steps");
  }
  if (!overrides.target.empty()) {
    spec.target.url = Template{.parts = {overrides.target}, .where = spec.target.where};
    spec.target.mock.clear();
    spec.target.start.reset();
  }
  if (overrides.seed) {
    spec.load.seed = *overrides.seed;
  }
  return {};
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) {
    url.pop_back();
  }
  return url;
}

Result<OpenTarget> open_mock(Plan& plan) {
  const std::filesystem::path file = beside_spec(plan, plan.spec.target.mock);
  ASSIGN_OR_RETURN(const MockConfig config, read_mock_config(file.string()));
  ASSIGN_OR_RETURN(std::unique_ptr<Mock> mock, Mock::start(config));
  if (!mock->ca_file().empty()) {
    plan.spec.target.tls.ca = std::filesystem::absolute(mock->ca_file()).string();
  }
  return OpenTarget{.url = mock->url(), .mock = std::move(mock), .started = std::nullopt};
}

/// The last lines of the target's output may show its secrets.
Error masked(Error error, const Secrets& secrets) {
  error.message = secrets.mask(error.message);
  error.hint = secrets.mask(error.hint);
  return error;
}

}  // namespace

std::filesystem::path beside_spec(const Plan& plan, const std::string& file) {
  return std::filesystem::path(plan.spec.file).parent_path() / file;
}

Result<Plan> open_plan(const std::string& spec_file, const SpecOptions& overrides) {
  ASSIGN_OR_RETURN(Spec spec, read_spec(spec_file, full_vocabulary()));
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

Result<OpenTarget> open_target(Plan& plan, const Outside& outside,
                               const std::filesystem::path& output_file, World& world) {
  const Target& target = plan.spec.target;
  if (!target.mock.empty()) {
    return open_mock(plan);
  }
  ASSIGN_OR_RETURN(const std::string url, render_outside(target.url, outside, plan.spec.file));
  OpenTarget open{.url = without_slash(url), .mock = nullptr, .started = std::nullopt};
  if (target.start) {
    std::map<std::string, std::string> environment;
    for (const auto& [name, value] : target.start->environment) {
      ASSIGN_OR_RETURN(environment[name], render_outside(value, outside, plan.spec.file));
    }
    const TargetToStart to_start{.command = *target.start,
                                 .environment = std::move(environment),
                                 .url = open.url,
                                 .directory = std::filesystem::path(plan.spec.file).parent_path(),
                                 .output_file = output_file};
    Result<StartedTarget> started = start_target(to_start, [&world] { return world.stop != 0; });
    if (!started) {
      return tl::make_unexpected(masked(std::move(started).error(), world.secrets));
    }
    open.started = std::move(*started);
  }
  return open;
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
