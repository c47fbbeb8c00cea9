// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/encoding.h"
#include "cli/command.h"
#include "cli/masked_log.h"
#include "cli/progress.h"
#include "cli/session.h"

namespace loadgate {
namespace {

struct TryOptions {
  std::string spec;
  std::string scenario;
  SpecOptions overrides;
};

constexpr std::size_t longest_line = 500;

std::string header_line(std::string_view header) {
  return "    " + printable(header, longest_line) + "\n";
}

std::string request_text(const WireRequest& request) {
  std::string text =
      fmt::format("  → {} {}\n", request.method, printable(request.url, longest_line));
  for (const std::string& header : request.headers) {
    text += header_line(header);
  }
  return request.has_body ? text + "    " + printable(request.body, longest_line) + "\n" : text;
}

std::string answer_text(const Exchange& exchange) {
  if (exchange.status == 0) {
    return "  ← no answer: " + printable(exchange.detail, longest_line) + "\n";
  }
  std::string text =
      fmt::format("  ← {} in {}, {}\n", exchange.status,
                  format_duration(static_cast<double>(exchange.finished - exchange.dispatched)),
                  format_size(static_cast<double>(exchange.bytes_in)));
  for (const auto& [name, value] : exchange.headers) {
    text += header_line(fmt::format("{}: {}", name, value));
  }
  return exchange.body.empty() ? text
                               : text + "    " + printable(exchange.body, longest_line) + "\n";
}

/// Why an answer failed, where it does not say so itself.
std::string reason_text(const PassStep& step) {
  const std::string& reason = step.exchange.detail;
  const bool is_told = step.exchange.status == 0 || reason == step.exchange.body ||
                       reason == fmt::format("status {}", step.exchange.status);
  return is_told ? std::string() : "  failed: " + printable(reason, longest_line) + "\n";
}

/// Without the advice to run what is running.
std::string_view hint_for(Outcome outcome) {
  const std::string_view advice = describe(outcome).advice;
  return advice.ends_with("`loadgate try`") ? advice.substr(0, advice.rfind(';')) : advice;
}

std::string step_text(const PassStep& step) {
  std::string text = fmt::format("{}  {}\n", step.step, describe(step.outcome).name);
  text += request_text(step.request) + answer_text(step.exchange);
  if (step.requests > 1) {
    text += fmt::format("  the last of {} requests\n", step.requests);
  }
  for (const auto& [name, value] : step.captured) {
    text += fmt::format("  captured {} = {}\n", name, printable(value, longest_line));
  }
  for (const auto& [name, held] : step.checks) {
    text += fmt::format("  {} {}\n", held ? "✓" : "✗", printable(name, longest_line));
  }
  if (!is_success(step.outcome)) {
    text += reason_text(step) + fmt::format("  hint: {}\n", hint_for(step.outcome));
  }
  return text + "\n";
}

ExitStatus status_of_pass(const std::vector<PassStep>& steps) {
  if (std::ranges::all_of(steps, [](const PassStep& step) { return is_success(step.outcome); })) {
    return ExitStatus::pass;
  }
  const bool has_answer =
      std::ranges::any_of(steps, [](const PassStep& step) { return step.exchange.status != 0; });
  return has_answer ? ExitStatus::failed : ExitStatus::not_measured;
}

Result<ExitStatus> try_spec(const TryOptions& options, World& world) {
  ASSIGN_OR_RETURN(Plan plan, open_plan(options.spec, options.overrides));
  const SignalHold held(world);
  const auto& scenarios = plan.spec.scenarios;
  if (!options.scenario.empty() && std::ranges::none_of(scenarios, [&](const Scenario& s) {
        return s.name == options.scenario;
      })) {
    return invalid_input("'" + options.spec + "' has no scenario '" + options.scenario + "'");
  }
  ASSIGN_OR_RETURN(const Outside outside, outside_of(world, options.overrides));
  RETURN_IF_ERROR(learn_secrets(plan.spec, outside, world.secrets));
  const MaskedLog log(std::filesystem::path(plan.spec.reports.dir) / "target.log", world.secrets);
  ASSIGN_OR_RETURN(const OpenTargets target, open_targets(plan, outside, log.file(), world));
  const std::unique_ptr<ProgressListener> progress = make_progress(world);
  const LoadContext context{.plan = plan,
                            .outside = outside,
                            .target_urls = target.urls,
                            .secrets = world.secrets,
                            .progress = *progress,
                            .stop = world.stop,
                            .leave = world.leave};
  ASSIGN_OR_RETURN(const std::vector<PassStep> steps, run_pass(context, options.scenario));
  for (const PassStep& step : steps) {
    world.print(step_text(step));
  }
  return world.stop != 0 ? interrupted_by(world.stop) : status_of_pass(steps);
}

}  // namespace

Action define_try(CLI::App& command) {
  auto options = std::make_shared<TryOptions>(
      TryOptions{.spec = default_spec, .scenario = {}, .overrides = {}});
  command.add_option("spec", options->spec, "spec file")->capture_default_str();
  command.add_option("--scenario", options->scenario, "only this scenario");
  add_spec_options(command, options->overrides);
  refuse_pairing(command);
  return [options](World& world) { return try_spec(*options, world); };
}

}  // namespace loadgate
