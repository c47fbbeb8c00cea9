// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "baseline/git_repository.h"
#include "baseline/store.h"

namespace loadgate {

/// The file as it lies in the working tree.
class TreeStore : public BaselineStore {
 public:
  /// `remark`: why the tree is read, for the report; may be empty.
  TreeStore(std::filesystem::path file, std::string remark);
  Result<BaselineSource> read() override;

 private:
  std::filesystem::path file_;
  std::string remark_;
};

/// The file at a commit, whatever the working tree holds: a pull request cannot choose what it is
/// compared with.
class GitStore : public BaselineStore {
 public:
  /// `ref` is a branch, tag or commit; fetched from origin if the clone lacks it.
  GitStore(GitRepository repository, std::filesystem::path file, std::string ref);
  Result<BaselineSource> read() override;

 private:
  std::string described(const std::string& path, const std::string& commit) const;

  GitRepository repository_;
  std::filesystem::path file_;
  std::string ref_;
};

/// A file's path from the root of its repository; an error where it lies outside.
Result<std::string> path_within(const GitRepository& repository, const std::filesystem::path& file);

/// The content of a file, nothing if there is none; all other trouble is an error.
Result<std::optional<std::string>> read_if_there(const std::filesystem::path& file);

}  // namespace loadgate
