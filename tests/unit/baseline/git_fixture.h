// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/process.h"

namespace loadgate::testing {

/// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "loadgate_git_XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = std::filesystem::canonical(name);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A real repository.
class GitFolder {
 public:
  explicit GitFolder(std::filesystem::path path) : path_(std::move(path)) {}

  static GitFolder create(const std::filesystem::path& path) {
    std::filesystem::create_directories(path);
    GitFolder folder(path);
    folder.git({"init", "--quiet", "--initial-branch=main"});
    return folder;
  }
  /// The newest commit of a branch alone, as a CI checks it out.
  GitFolder shallow_clone(const std::filesystem::path& path, const std::string& branch) const {
    git({"clone", "--quiet", "--depth=1", "--branch", branch, "file://" + path_.string(),
         path.string()});
    return GitFolder(path);
  }

  std::string git(std::vector<std::string> arguments) const {
    std::vector<std::string> command{"git",
                                     "-C",
                                     path_.string(),
                                     "-c",
                                     "user.name=test",
                                     "-c",
                                     "user.email=test@example.org",
                                     "-c",
                                     "commit.gpgsign=false"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto output = run_process(command, std::chrono::seconds(30));
    EXPECT_TRUE(output && output->status == 0)
        << arguments.front() << ": " << (output ? output->errors : output.error().message);
    return output ? output->output.substr(0, output->output.find('\n')) : "";
  }

  void write(const std::string& name, std::string_view content) const {
    ASSERT_TRUE(write_file(path_ / name, content));
  }
  /// Commits everything; its hash.
  std::string commit() const {
    git({"add", "--all"});
    git({"commit", "--quiet", "--allow-empty", "--message=change"});
    return git({"rev-parse", "HEAD"});
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace loadgate::testing
