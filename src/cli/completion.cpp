// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "cli/command.h"

namespace loadgate {
namespace {

/// A command, its options by long name with what --help says of them, and its own subcommands.
struct Words {
  std::string command;
  std::string summary;
  std::vector<std::pair<std::string, std::string>> options;
  std::vector<std::string> subcommands;
};

void add_options(const CLI::App& command, Words& words) {
  const auto is_shown = [](const CLI::Option* option) { return !option->get_group().empty(); };
  for (const CLI::Option* option : command.get_options(is_shown)) {
    for (const std::string& name : option->get_lnames()) {
      words.options.emplace_back(name, option->get_description());
    }
  }
}

std::vector<Words> words_of(const CLI::App& program) {
  const auto all = [](const CLI::App*) { return true; };
  std::vector<Words> list;
  for (const CLI::App* command : program.get_subcommands(all)) {
    Words words{.command = command->get_name(),
                .summary = command->get_description(),
                .options = {},
                .subcommands = {}};
    add_options(*command, words);
    for (const CLI::App* below : command->get_subcommands(all)) {
      words.subcommands.push_back(below->get_name());
      add_options(*below, words);
    }
    std::ranges::sort(words.options);
    const auto doubled = std::ranges::unique(words.options);
    words.options.erase(doubled.begin(), doubled.end());
    list.push_back(std::move(words));
  }
  return list;
}

std::string bash_case(const Words& words) {
  std::string list;
  for (const std::string& name : words.subcommands) {
    list += " " + name;
  }
  for (const auto& [name, description] : words.options) {
    list += " --" + name;
  }
  return "    " + words.command + ") words=\"" +
         list.substr(std::min<std::size_t>(1, list.size())) + "\" ;;\n";
}

std::string bash_script(const std::vector<Words>& commands) {
  std::string names;
  std::string cases;
  for (const Words& words : commands) {
    names += (names.empty() ? "" : " ") + words.command;
    cases += bash_case(words);
  }
  return "_loadgate() {\n"
         "  local words=\"\"\n"
         "  case \"${COMP_WORDS[1]}\" in\n" +
         cases +
         "  esac\n"
         "  [ \"$COMP_CWORD\" -eq 1 ] && words=\"" +
         names +
         " --help --version\"\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _loadgate loadgate\n";
}

std::string zsh_script(const std::vector<Words>& commands) {
  return "autoload -U +X bashcompinit && bashcompinit\n" + bash_script(commands);
}

std::string fish_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' || c == '\\' ? "\\" : "";
    quoted += c;
  }
  return quoted + "'";
}

std::string fish_script(const std::vector<Words>& commands) {
  std::string script;
  for (const Words& words : commands) {
    script += "complete -c loadgate -n __fish_use_subcommand -f -a " + words.command + " -d " +
              fish_quoted(words.summary) + "\n";
    const std::string inside =
        "complete -c loadgate -n '__fish_seen_subcommand_from " + words.command + "'";
    for (const std::string& name : words.subcommands) {
      script += fmt::format("{} -f -a {}\n", inside, name);
    }
    for (const auto& [name, description] : words.options) {
      script += fmt::format("{} -l {} -d {}\n", inside, name, fish_quoted(description));
    }
  }
  return script;
}

struct Shell {
  std::string_view name;
  std::string (*script)(const std::vector<Words>& commands);
};
constexpr std::array shells{Shell{"bash", bash_script}, Shell{"zsh", zsh_script},
                            Shell{"fish", fish_script}};

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  std::ranges::transform(shells, std::back_inserter(names),
                         [](const Shell& shell) { return std::string(shell.name); });
  return names;
}

}  // namespace

Action define_completion(CLI::App& command) {
  auto shell = std::make_shared<std::string>();
  command.add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember(shell_names()));
  const CLI::App* program = command.get_parent();
  return [shell, program](World& world) -> Result<ExitStatus> {
    const auto* row = std::ranges::find(shells, *shell, &Shell::name);
    world.print(row->script(words_of(*program)));
    return ExitStatus::pass;
  };
}

}  // namespace loadgate
