// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "cli/command.h"
#include "cli/foresight_text.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/vocabulary.h"
#include "judge/expand.h"
#include "judge/words.h"
#include "load/load.h"
#include "spec/parse.h"

namespace loadgate {
namespace {

struct ValidateOptions {
  std::string spec;
  bool prints_schema;
  bool is_strict;
  std::string profile;
};

std::string_view kind_of(const Reference& reference) {
  return reference.kind == ReferenceKind::secret ? "secret" : "env";
}

/// What is valid and yet worth a word: `--strict` makes it an error.
std::vector<std::string> notes_on(const Plan& plan, const World& world) {
  std::vector<std::string> notes;
  for (const Reference& reference : needed_environment(plan.spec)) {
    if (!world.environment.contains(reference.name)) {
      notes.push_back(plan.spec.file + ":" + std::to_string(reference.where.line) + ":" +
                      std::to_string(reference.where.column) + ": note: ${" +
                      std::string(kind_of(reference)) + ":" + reference.name +
                      "} is not set here; commands that send will need it");
    }
  }
  for (const Rule& rule : plan.spec.rules) {
    if (rule.metric == "error_rate" && rule.severity == Severity::off) {
      notes.push_back(plan.spec.file + ":" + std::to_string(rule.where.line) +
                      ": note: this rule switches the error guard off; every report will say so");
    }
  }
  return notes;
}

/// What is wrong under the loads of the profiles, all at once.
Result<void> check_profiles(const Plan& plan, const std::string& spec_file) {
  std::string mistakes;
  for (const Profile& profile : plan.spec.profiles) {
    SpecOptions options;
    options.profile = profile.name;
    const Result<Plan> other = open_plan(spec_file, options);
    if (!other) {
      mistakes += (mistakes.empty() ? "" : "\n") + ("with --profile " + profile.name) + ":\n" +
                  other.error().message;
    }
  }
  if (mistakes.empty()) {
    return {};
  }
  return invalid_input(mistakes);
}

/// As reports count them: each rule once for each place in which it is judged.
std::size_t judged_rules(const Plan& plan) {
  return expand_rules(empty_run(plan)).size();
}

/// "; profiles deploy, soak"
std::string profiles_of(const Plan& plan) {
  std::string names;
  for (const Profile& profile : plan.spec.profiles) {
    names += (names.empty() ? "; profiles " : ", ") + profile.name;
  }
  return names;
}

Result<ExitStatus> validate(const ValidateOptions& options, World& world) {
  if (options.prints_schema) {
    world.out << spec_schema(full_vocabulary());
    return ExitStatus::pass;
  }
  SpecOptions overrides;
  overrides.profile = options.profile;
  ASSIGN_OR_RETURN(const Plan plan, open_plan(options.spec, overrides));
  RETURN_IF_ERROR(check_profiles(plan, options.spec));
  std::vector<std::string> notes = notes_on(plan, world);
  ASSIGN_OR_RETURN(const std::vector<Foresight> foresight,
                   foresee_plan(without_absent_build(plan, world, overrides)));
  for (std::string& note : foresight_notes(foresight, plan.spec.file)) {
    notes.push_back(std::move(note));
  }
  for (const std::string& note : notes) {
    world.tell(note + "\n");
  }
  if (options.is_strict && !notes.empty()) {
    return ExitStatus::invalid;
  }
  world.print(options.spec + ": valid (" + count_words(plan.steps.size(), "step") + ", " +
              count_words(plan.phases.size(), "phase") + ", " +
              count_words(judged_rules(plan), "rule") + " to judge" + profiles_of(plan) + ")\n");
  return ExitStatus::pass;
}

}  // namespace

Action define_validate(CLI::App& command) {
  auto options = std::make_shared<ValidateOptions>(ValidateOptions{
      .spec = default_spec, .prints_schema = false, .is_strict = false, .profile = {}});
  command.add_option("spec", options->spec, "spec file")->capture_default_str();
  command.add_flag("--schema", options->prints_schema, "print the JSON Schema of a spec instead");
  command.add_flag("--strict", options->is_strict, "notes are errors");
  add_profile(command, options->profile);
  return [options](World& world) { return validate(*options, world); };
}

}  // namespace loadgate
