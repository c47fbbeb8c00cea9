// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "baseline/stores.h"

namespace loadgate {
namespace {

namespace fs = std::filesystem;

bool is_inside(const fs::path& relative) {
  return !relative.empty() && *relative.begin() != "..";
}

bool is_hash(const std::string& ref) {
  return ref.size() >= 40 && ref.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Result<std::string> path_within(const GitRepository& repository, const fs::path& given) {
  std::error_code error;
  const fs::path file = fs::absolute(given, error).lexically_normal();
  fs::path relative = file.lexically_relative(repository.root());
  if (!is_inside(relative)) {
    // The way to the repository may lead over a symbolic link, which git has resolved.
    const fs::path folder = fs::weakly_canonical(file.parent_path(), error);
    relative = (folder / file.filename()).lexically_relative(repository.root());
  }
  if (!is_inside(relative)) {
    return invalid_input("'" + given.string() + "' is outside of the repository '" +
                             repository.root().string() + "': it has no version at the base",
                         "move it into the repository, or set baseline.read_from: tree");
  }
  return relative.generic_string();
}

Result<std::optional<std::string>> read_at_base(const fs::path& file, const std::string& base) {
  ASSIGN_OR_RETURN(const std::optional<GitRepository> repository, GitRepository::around(file));
  if (!repository) {
    return std::optional<std::string>();
  }
  ASSIGN_OR_RETURN(const std::string path, path_within(*repository, file));
  ASSIGN_OR_RETURN(const std::optional<std::string> commit, repository->fetch_commit(base));
  return commit ? repository->read_at(*commit, path) : std::optional<std::string>();
}

GitStore::GitStore(GitRepository repository, fs::path file, std::string ref)
    : repository_(std::move(repository)), file_(std::move(file)), ref_(std::move(ref)) {}

std::string GitStore::described(const std::string& path, const std::string& commit) const {
  const std::string name = is_hash(ref_) ? "" : printable(ref_, 100) + "@";
  return path + " at " + name + commit.substr(0, 7);
}

Result<BaselineSource> GitStore::read() {
  ASSIGN_OR_RETURN(const std::string path, path_within(repository_, file_));
  ASSIGN_OR_RETURN(const std::optional<std::string> commit, repository_.fetch_commit(ref_));
  if (!commit) {
    return invalid_input("the baseline must be read at '" + printable(ref_, 100) +
                             "', which this clone does not have and `git fetch --depth=1 origin` "
                             "could not bring",
                         "GitHub: give actions/checkout `fetch-depth: 0`; GitLab: set the "
                         "variable `GIT_DEPTH: 0`");
  }
  ASSIGN_OR_RETURN(const std::optional<std::string> text, repository_.read_at(*commit, path));
  // The tree's own version decides nothing here: if it cannot be read, it differs.
  const Result<std::optional<std::string>> tree = read_if_there(file_);
  BaselineSource source{.baseline = std::nullopt,
                        .described = described(path, *commit),
                        .commit = *commit,
                        .changed_in_tree = !tree || *tree != text};
  if (source.changed_in_tree && tree && *tree) {
    Result<Baseline> in_tree = baseline_from_json(**tree, file_.string());
    if (in_tree) {
      source.in_tree = std::move(*in_tree);
    }
  }
  if (text) {
    ASSIGN_OR_RETURN(source.baseline, baseline_from_json(*text, source.described));
  }
  return source;
}

}  // namespace loadgate
