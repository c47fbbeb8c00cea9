// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "base/result.h"

namespace loadgate {

/// A clone that git itself reads. Refs come from specs and events: git gets them after
/// `--end-of-options`, and none that begins with a dash. The clone may belong to another user, as
/// it does in a container job: `safe.directory` is set for the command, not for the machine.
class GitRepository {
 public:
  /// The repository around a file (neither it nor its folder need exist); nothing outside of one.
  static Result<std::optional<GitRepository>> around(const std::filesystem::path& file);

  const std::filesystem::path& root() const { return root_; }

  /// The commit that a ref or hash names, nothing if this clone lacks it.
  Result<std::optional<std::string>> find_commit(const std::string& ref) const;
  /// The same, fetched from `origin` with depth 1 if the clone lacks it.
  Result<std::optional<std::string>> fetch_commit(const std::string& ref) const;

  /// A file's content at a commit, by its path from the root; nothing if the commit has no such
  /// file. All other trouble is an error.
  Result<std::optional<std::string>> read_at(const std::string& commit,
                                             const std::string& path) const;

 private:
  explicit GitRepository(std::filesystem::path root) : root_(std::move(root)) {}
  Result<ProcessOutput> ask(std::vector<std::string> question) const;

  std::filesystem::path root_;
};

}  // namespace loadgate
