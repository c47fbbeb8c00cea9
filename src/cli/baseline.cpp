// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/baseline_commands.h"
#include "cli/command.h"

namespace loadgate {
namespace {

void add_promotion(CLI::App& command, Promotion& promotion) {
  command.add_flag("--add", promotion.add, "append to the present runs instead of replacing them");
  command.add_option(
      "--release", promotion.release,
      "also keep these runs as those of this release (a tag), whatever replaces the rest");
  command.add_option("--reason", promotion.reason,
                     "why a baseline that promote would refuse is accepted");
}

Action define_show(CLI::App& command) {
  auto spec = std::make_shared<std::string>(default_spec);
  auto profile = std::make_shared<std::string>();
  command.add_option("spec", *spec, "spec file, or a baseline file (.json)")->capture_default_str();
  add_profile(command, *profile);
  command.footer("Examples:\n  loadgate baseline show loadgate.yaml");
  return [spec, profile](World& world) { return show_baseline(*spec, *profile, world); };
}

Action define_verify(CLI::App& command) {
  auto spec = std::make_shared<std::string>(default_spec);
  auto profile = std::make_shared<std::string>();
  command.add_option("spec", *spec, "spec file, or a baseline file (.json)")->capture_default_str();
  add_profile(command, *profile);
  command.footer("Examples:\n  loadgate baseline verify loadgate.yaml");
  return [spec, profile](World& world) { return verify_baseline(*spec, *profile, world); };
}

Action define_record(CLI::App& command) {
  auto options = std::make_shared<RecordOptions>(RecordOptions{
      .promotion = {.spec = default_spec, .profile = {}, .add = false, .release = {}, .reason = {}},
      .overrides = {},
      .runs = 5});
  command.add_option("spec", options->promotion.spec, "spec file")->capture_default_str();
  command.add_option("--runs", options->runs, "how often to measure")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  add_promotion(command, options->promotion);
  add_spec_options(command, options->overrides);
  refuse_pairing(command);
  command.footer("Examples:\n  loadgate baseline record loadgate.yaml --runs 8");
  return [options](World& world) { return record_baseline(*options, world); };
}

Action define_promote(CLI::App& command) {
  auto promotion = std::make_shared<Promotion>(
      Promotion{.spec = default_spec, .profile = {}, .add = false, .release = {}, .reason = {}});
  auto runs = std::make_shared<std::vector<std::string>>();
  command.add_option("runs", *runs, "run files")->required();
  command.add_option("--spec", promotion->spec, "spec file")->capture_default_str();
  add_profile(command, promotion->profile);
  add_promotion(command, *promotion);
  command.footer("Examples:\n  loadgate baseline promote --spec loadgate.yaml --add run.json");
  return [promotion, runs](World& world) { return promote_files(*promotion, *runs, world); };
}

}  // namespace

Action define_baseline(CLI::App& command) {
  command.require_subcommand(1);
  auto chosen = std::make_shared<Action>();
  const auto add = [&](const char* name, const char* summary, Action (*define)(CLI::App&)) {
    CLI::App& sub = *command.add_subcommand(name, summary);
    sub.callback([chosen, action = define(sub)] { *chosen = action; });
  };
  add("show", "the runs of the baseline and their figures", define_show);
  add("verify", "whether loadgate wrote the file, and each run says where it is from",
      define_verify);
  add("record", "measure several times, then promote", define_record);
  add("promote", "accept recorded runs as what to compare with", define_promote);
  return [chosen](World& world) { return (*chosen)(world); };
}

}  // namespace loadgate
