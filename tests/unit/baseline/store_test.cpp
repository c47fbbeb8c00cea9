// SPDX-License-Identifier: Apache-2.0
#include "baseline/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/run_builder.h"
#include "unit/baseline/git_fixture.h"

namespace loadgate {
namespace {

using testing::a_run;
using testing::GitFolder;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TemporaryFolder;

constexpr const char* file_name = "baselines/checkout.json";

/// A baseline that is told from others by its commit.
std::string baseline_of(const std::string& commit) {
  const Run run = a_run().with_spread("main/list", "load", 100, 20).with_commit(commit).build();
  return baseline_to_json(Baseline{.spec_name = "checkout",
                                   .release = std::nullopt,
                                   .runs = {baseline_run_of(run)},
                                   .anchor = {}});
}

BaselineRequest in_pull_request(const GitFolder& folder, const std::string& base) {
  return BaselineRequest{.file = folder.path() / file_name,
                         .read_from = "auto",
                         .base = base,
                         .is_pull_request = true};
}

/// The commit by which baseline_of() tells baselines apart.
std::string origin_of(const BaselineSource& source) {
  return source.baseline ? source.baseline->runs.at(0).provenance.commit : "none";
}

class BaselineStores : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  GitFolder origin_ = GitFolder::create(folder_.path() / "origin");
};

TEST_F(BaselineStores, OutsideOfAPullRequestTheTreeIsRead) {
  origin_.write(file_name, baseline_of("committed"));
  origin_.commit();
  origin_.write(file_name, baseline_of("tree"));
  const auto file = origin_.path() / file_name;
  const BaselineSource source =
      read_baseline(
          {.file = file, .read_from = "auto", .base = std::nullopt, .is_pull_request = false})
          .value();
  EXPECT_EQ(origin_of(source), "tree");
  EXPECT_EQ(source.described, file.string() + " in the working tree");
  EXPECT_EQ(source.commit, "");
  EXPECT_FALSE(source.changed_in_tree);
}

TEST_F(BaselineStores, APullRequestIsComparedWithItsBaseWhateverItChanges) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  origin_.write(file_name, baseline_of("poisoned"));
  origin_.commit();
  const BaselineSource source = read_baseline(in_pull_request(origin_, base)).value();
  EXPECT_EQ(origin_of(source), "base");
  EXPECT_EQ(source.commit, base);
  EXPECT_EQ(source.described, std::string(file_name) + " at " + base.substr(0, 7));
  EXPECT_TRUE(source.changed_in_tree);
}

TEST_F(BaselineStores, AnUnchangedBaselineIsNotReportedAsChanged) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  EXPECT_FALSE(read_baseline(in_pull_request(origin_, base)).value().changed_in_tree);
}

TEST_F(BaselineStores, ABaselineThatThePullRequestDeletedIsStillThere) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  std::filesystem::remove_all(origin_.path() / "baselines");
  origin_.commit();
  const BaselineSource source = read_baseline(in_pull_request(origin_, base)).value();
  EXPECT_EQ(origin_of(source), "base");
  EXPECT_TRUE(source.changed_in_tree);
}

TEST_F(BaselineStores, ABaseWithoutTheFileIsNoBaselineAndNoError) {
  const std::string base = origin_.commit();
  origin_.write(file_name, baseline_of("its own"));
  origin_.commit();
  const BaselineSource source = read_baseline(in_pull_request(origin_, base)).value();
  EXPECT_EQ(origin_of(source), "none");
  EXPECT_EQ(source.commit, base);
  EXPECT_TRUE(source.changed_in_tree);
}

TEST_F(BaselineStores, AShallowCloneFetchesTheBase) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  origin_.write(file_name, baseline_of("newer"));
  origin_.commit();
  const GitFolder clone = origin_.shallow_clone(folder_.path() / "clone", "main");
  const BaselineSource source = read_baseline(in_pull_request(clone, base)).value();
  EXPECT_EQ(origin_of(source), "base");
  EXPECT_EQ(source.commit, base);
}

TEST_F(BaselineStores, ABaseThatCannotBeFetchedIsAnErrorWithTheLineToAdd) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  origin_.write(file_name, baseline_of("newer"));
  origin_.commit();
  const GitFolder clone = origin_.shallow_clone(folder_.path() / "clone", "main");
  std::filesystem::remove_all(origin_.path());
  const Result<BaselineSource> source = read_baseline(in_pull_request(clone, base));
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().kind, ErrorKind::invalid_input);
  EXPECT_EQ(source.error().message,
            "the baseline must be read at '" + base +
                "', which this clone does not have and `git fetch --depth=1 origin` could not "
                "bring");
  EXPECT_EQ(source.error().hint,
            "GitHub: give actions/checkout `fetch-depth: 0`; GitLab: set the variable "
            "`GIT_DEPTH: 0`");
}

TEST_F(BaselineStores, ACloneOfAnotherOwnerIsRead) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  if (::geteuid() == 0) {  // only root can give files away
    for (const auto& entry : std::filesystem::recursive_directory_iterator(origin_.path())) {
      ASSERT_EQ(::lchown(entry.path().c_str(), 65534, 65534), 0);
    }
    ASSERT_EQ(::lchown(origin_.path().c_str(), 65534, 65534), 0);
  }
  EXPECT_EQ(origin_of(read_baseline(in_pull_request(origin_, base)).value()), "base");
}

TEST_F(BaselineStores, ATruncatedBaselineAtTheBaseIsAnErrorThatNamesIt) {
  const std::string whole = baseline_of("base");
  origin_.write(file_name, std::string_view(whole).substr(0, whole.size() / 2));
  const std::string base = origin_.commit();
  origin_.write(file_name, whole);
  const Result<BaselineSource> source = read_baseline(in_pull_request(origin_, base));
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().message,
              StartsWith(std::string(file_name) + " at " + base.substr(0, 7) + ":"));
  EXPECT_THAT(source.error().message, HasSubstr("the file ends too early, it is cut off"));
}

TEST_F(BaselineStores, ASymbolicLinkAtTheBaseIsRefused) {
  std::filesystem::create_directories(origin_.path() / "baselines");
  std::filesystem::create_symlink("/etc/passwd", origin_.path() / file_name);
  const std::string base = origin_.commit();
  EXPECT_EQ(read_baseline(in_pull_request(origin_, base)).error().message,
            "'" + std::string(file_name) + "' at " + base.substr(0, 7) + " is no plain file");
}

TEST_F(BaselineStores, ARefIsReadByItsNameAndFetchedIfNeeded) {
  origin_.write(file_name, baseline_of("main"));
  const std::string main = origin_.commit();
  origin_.git({"checkout", "--quiet", "-b", "feature"});
  origin_.write(file_name, baseline_of("feature"));
  origin_.commit();
  const GitFolder clone = origin_.shallow_clone(folder_.path() / "clone", "feature");
  const BaselineSource source = read_baseline({.file = clone.path() / file_name,
                                               .read_from = "main",
                                               .base = std::nullopt,
                                               .is_pull_request = false})
                                    .value();
  EXPECT_EQ(origin_of(source), "main");
  EXPECT_EQ(source.described, std::string(file_name) + " at main@" + main.substr(0, 7));
}

TEST_F(BaselineStores, ARefThatWouldBeAnOptionIsRefused) {
  origin_.commit();
  for (const std::string ref : {"--upload-pack=touch /tmp/x", "-x", "main main"}) {
    EXPECT_EQ(read_baseline(in_pull_request(origin_, ref)).error().message,
              "'" + ref + "' is no git ref");
  }
}

TEST_F(BaselineStores, APullRequestWithoutAKnownBaseIsAnError) {
  origin_.write(file_name, baseline_of("tree"));
  origin_.commit();
  BaselineRequest request = in_pull_request(origin_, "");
  EXPECT_EQ(read_baseline(request).error().message,
            "the base commit of this pull request is not known");
  request.base = std::nullopt;
  EXPECT_EQ(read_baseline(request).error().message,
            "the base commit of this pull request is not known");
}

TEST_F(BaselineStores, OutsideOfGitTheTreeIsReadAndSaidSo) {
  const auto file = folder_.path() / "plain" / "checkout.json";
  ASSERT_TRUE(write_file(file, baseline_of("plain")));
  const BaselineSource source =
      read_baseline({.file = file, .read_from = "auto", .base = "1a2b3c4", .is_pull_request = true})
          .value();
  EXPECT_EQ(origin_of(source), "plain");
  EXPECT_EQ(source.described, file.string() + " in the working tree (outside of git)");
}

TEST_F(BaselineStores, ABrokenRepositoryIsNotTakenForNone) {
  std::filesystem::remove(origin_.path() / ".git" / "HEAD");
  origin_.write(file_name, baseline_of("tree"));
  EXPECT_THAT(read_baseline(in_pull_request(origin_, "1a2b3c4")).error().message,
              StartsWith("git could not read the repository '"));
}

TEST_F(BaselineStores, ASymbolicLinkInThePullRequestLeadsNowhereElse) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  const GitFolder other = GitFolder::create(folder_.path() / "other");
  other.write("checkout.json", baseline_of("other"));
  other.commit();
  std::filesystem::remove_all(origin_.path() / "baselines");
  std::filesystem::create_directory_symlink(other.path(), origin_.path() / "baselines");
  const BaselineSource source = read_baseline(in_pull_request(origin_, base)).value();
  EXPECT_EQ(origin_of(source), "base");
  EXPECT_TRUE(source.changed_in_tree);
}

TEST_F(BaselineStores, ABaselineOutsideOfTheWorkingTreeHasNoBase) {
  const std::string base = origin_.commit();
  origin_.git({"config", "core.worktree", folder_.path() / "elsewhere"});
  std::filesystem::create_directory(folder_.path() / "elsewhere");
  EXPECT_EQ(read_baseline(in_pull_request(origin_, base)).error().message,
            "'" + (origin_.path() / file_name).string() + "' is outside of the repository '" +
                (folder_.path() / "elsewhere").string() + "': it has no version at the base");
}

TEST_F(BaselineStores, TheRepositoryMayBeReachedOverASymbolicLink) {
  origin_.write(file_name, baseline_of("base"));
  const std::string base = origin_.commit();
  std::filesystem::create_directory_symlink(origin_.path(), folder_.path() / "link");
  BaselineRequest request = in_pull_request(origin_, base);
  request.file = folder_.path() / "link" / file_name;
  EXPECT_EQ(origin_of(read_baseline(request).value()), "base");
}

TEST_F(BaselineStores, AMissingFileInTheTreeIsNoBaseline) {
  const BaselineSource source = read_baseline({.file = folder_.path() / "none.json",
                                               .read_from = "tree",
                                               .base = std::nullopt,
                                               .is_pull_request = true})
                                    .value();
  EXPECT_EQ(origin_of(source), "none");
}

TEST_F(BaselineStores, AnUnreadableFileInTheTreeIsAnError) {
  std::filesystem::create_directory(folder_.path() / "folder.json");
  EXPECT_FALSE(read_baseline({.file = folder_.path() / "folder.json",
                              .read_from = "tree",
                              .base = std::nullopt,
                              .is_pull_request = false}));
}

}  // namespace
}  // namespace loadgate
