// SPDX-License-Identifier: Apache-2.0
#include "baseline/git_repository.h"

#include <algorithm>
#include <chrono>

#include "base/encoding.h"

namespace loadgate {
namespace {

namespace fs = std::filesystem;

// A fetch may have to wait for a server; all else is local.
constexpr std::chrono::minutes patience{2};

/// git, told not to ask at a terminal for a password: nobody is there to answer.
Result<ProcessOutput> run_git(const fs::path& directory, const std::string& safe_directory,
                              std::vector<std::string> question) {
  std::vector<std::string> arguments{
      "env", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C", "git",
      "-C",  directory.string(),      "-c",       "safe.directory=" + safe_directory};
  std::ranges::move(question, std::back_inserter(arguments));
  ASSIGN_OR_RETURN(ProcessOutput output, run_process(arguments, patience));
  if (output.status == 127) {
    return invalid_input("git is needed to read the baseline at the pull request's base",
                         "install git, or set baseline.read_from: tree");
  }
  return output;
}

tl::unexpected<Error> git_failed(const std::string& action, const ProcessOutput& output) {
  return invalid_input("git could not " + action + ": " + printable(output.errors, 400));
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

bool is_really_inside(const fs::path& folder, const fs::path& other) {
  std::error_code error;
  const fs::path relative =
      fs::weakly_canonical(folder, error).lexically_relative(fs::weakly_canonical(other, error));
  return !relative.empty() && *relative.begin() != "..";
}

/// The nearest folder above that holds `.git`, as the path is written. One that a symbolic link
/// leads to, out of a repository further up, does not count: a pull request can add such a link.
std::optional<fs::path> repository_above(fs::path file) {
  std::error_code error;
  std::optional<fs::path> found;
  while (file.has_relative_path()) {
    file = file.parent_path();
    const bool has_git = fs::exists(file / ".git", error);
    if (has_git && (!found || !is_really_inside(*found, file))) {
      found = file;
    }
  }
  return found;
}

Result<void> check_ref(const std::string& ref) {
  const bool is_plain = !ref.empty() && ref.front() != '-' &&
                        std::ranges::all_of(ref, [](char c) { return c > ' ' && c != '\x7F'; });
  if (!is_plain) {
    return invalid_input("'" + printable(ref, 100) + "' is no git ref",
                         "expected a branch, tag or commit, such as origin/main");
  }
  return {};
}

}  // namespace

Result<std::optional<GitRepository>> GitRepository::around(const fs::path& file) {
  std::error_code error;
  const fs::path whole = fs::absolute(file, error).lexically_normal();
  std::optional<fs::path> folder = repository_above(whole);
  if (!folder) {
    folder = repository_above(fs::weakly_canonical(whole, error));
  }
  if (!folder) {
    return std::optional<GitRepository>();
  }
  // Only asks where the root is; everything else names that root as safe.
  ASSIGN_OR_RETURN(const ProcessOutput output,
                   run_git(*folder, "*", {"rev-parse", "--show-toplevel"}));
  if (output.status != 0) {
    return git_failed("read the repository '" + folder->string() + "'", output);
  }
  return std::optional(GitRepository(first_line(output.output)));
}

Result<ProcessOutput> GitRepository::ask(std::vector<std::string> question) const {
  return run_git(root_, root_.string(), std::move(question));
}

Result<std::optional<std::string>> GitRepository::find_commit(const std::string& ref) const {
  RETURN_IF_ERROR(check_ref(ref));
  ASSIGN_OR_RETURN(const ProcessOutput output, ask({"rev-parse", "--verify", "--quiet",
                                                    "--end-of-options", ref + "^{commit}"}));
  if (output.status != 0) {
    return std::optional<std::string>();
  }
  return std::optional(first_line(output.output));
}

Result<std::optional<std::string>> GitRepository::fetch_commit(const std::string& ref) const {
  ASSIGN_OR_RETURN(std::optional<std::string> commit, find_commit(ref));
  if (commit) {
    return commit;
  }
  ASSIGN_OR_RETURN(const ProcessOutput fetched,
                   ask({"fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--depth=1",
                        "--end-of-options", "origin", ref}));
  if (fetched.status != 0) {
    return std::optional<std::string>();
  }
  // A hash is there under its own name now, a branch only as what was fetched.
  ASSIGN_OR_RETURN(commit, find_commit(ref));
  return commit ? commit : find_commit("FETCH_HEAD");
}

Result<std::optional<std::string>> GitRepository::read_at(const std::string& commit,
                                                          const std::string& path) const {
  // The tree first: only it tells a file that is not there from one that cannot be read.
  ASSIGN_OR_RETURN(const ProcessOutput entry,
                   ask({"ls-tree", "-z", "--full-tree", "--end-of-options", commit, "--", path}));
  if (entry.status != 0) {
    return git_failed("list '" + path + "' at " + commit, entry);
  }
  if (entry.output.empty()) {
    return std::optional<std::string>();
  }
  if (!entry.output.starts_with("100")) {
    return invalid_input("'" + path + "' at " + commit.substr(0, 7) + " is no plain file");
  }
  ASSIGN_OR_RETURN(ProcessOutput content, ask({"cat-file", "blob", commit + ":" + path}));
  if (content.status != 0) {
    return git_failed("read '" + path + "' at " + commit, content);
  }
  return std::optional(std::move(content.output));
}

}  // namespace loadgate
