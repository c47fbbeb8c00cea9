// SPDX-License-Identifier: Apache-2.0
#include "cli/usage_error.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "base/spelling.h"

namespace loadgate {
namespace {

/// The command that was meant: "loadgate baseline record" of `loadgate baseline record --rums 8`.
struct MeantCommand {
  const CLI::App* command;
  std::string name;
};

MeantCommand place_of(const CLI::App& program) {
  MeantCommand place{.command = &program, .name = program.get_name()};
  for (auto parsed = program.get_subcommands(); !parsed.empty();
       parsed = place.command->get_subcommands()) {
    place.command = parsed.front();
    place.name += " " + place.command->get_name();
  }
  return place;
}

/// The first word that nobody expected; empty where the mistake is another one. Words before a
/// subcommand are left over in the commands above it.
std::string left_over(const CLI::App& program) {
  const std::vector<std::string> words = program.remaining(true);
  const auto first = std::ranges::find_if(words, [](const auto& word) { return word != "--"; });
  return first == words.end() ? std::string() : *first;
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (!option->get_group().empty()) {
        names.push_back("--" + name);
      }
    }
  }
  return names;
}

std::vector<std::string> commands_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* below : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(below->get_name());
  }
  return names;
}

std::string nearest(const std::string& word, const std::vector<std::string>& names) {
  return spelling_hint(word, std::vector<std::string_view>(names.begin(), names.end()));
}

}  // namespace

Error usage_error(const CLI::App& program, const std::string& parser_says) {
  const MeantCommand place = place_of(program);
  const std::string word = left_over(program);
  const std::vector<std::string> commands = commands_of(*place.command);
  const auto refusal = [](const std::string& message, const std::string& hint) {
    return Error{ErrorKind::invalid_input, message, hint};
  };
  if (word.starts_with("-")) {
    const std::string option = word.substr(0, word.find('='));
    return refusal("unknown option '" + option + "' of " + place.name,
                   nearest(option, options_of(*place.command)));
  }
  if (!word.empty() && !commands.empty()) {
    return refusal("unknown command '" + word + "' of " + place.name, nearest(word, commands));
  }
  if (!word.empty()) {
    return refusal("unexpected argument '" + word + "' of " + place.name,
                   place.name + " --help shows what it takes");
  }
  return refusal(parser_says, place.name + " --help shows what there is");
}

}  // namespace loadgate
