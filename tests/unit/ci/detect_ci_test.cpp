// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ci/ci.h"

namespace loadgate {
namespace {

using Environment = std::map<std::string, std::string>;

const std::string base_sha(40, 'a');
const std::string head_sha(40, 'b');
const std::string merge_sha(40, 'c');

Environment on_github(const std::string& event) {
  return {{"GITHUB_ACTIONS", "true"},
          {"GITHUB_EVENT_NAME", event},
          {"GITHUB_SHA", merge_sha},
          {"GITHUB_REF_NAME", "7/merge"},
          {"GITHUB_RUN_ID", "42"},
          {"GITHUB_RUN_ATTEMPT", "2"},
          {"GITHUB_JOB", "gate"},
          {"RUNNER_NAME", "GitHub Actions 3"},
          {"RUNNER_OS", "Linux"},
          {"RUNNER_ARCH", "X64"},
          {"ImageOS", "ubuntu24"},
          {"GITHUB_SERVER_URL", "https://github.example"},
          {"GITHUB_REPOSITORY", "acme/shop"},
          {"GITHUB_WORKSPACE", "/home/runner/work/shop"}};
}

Environment on_gitlab() {
  return {{"GITLAB_CI", "true"},
          {"CI_JOB_ID", "991"},
          {"CI_COMMIT_SHA", head_sha},
          {"CI_COMMIT_REF_NAME", "faster-cart"},
          {"CI_JOB_URL", "https://gitlab.example/acme/shop/-/jobs/991"},
          {"CI_PROJECT_DIR", "/builds/acme/shop"},
          {"CI_RUNNER_TAGS", R"(["linux", "docker"])"}};
}

std::string pull_request(const std::string& base) {
  return R"({"pull_request":{"base":{"sha":")" + base + R"("},"head":{"sha":")" + head_sha +
         R"("}}})";
}

CiContext detected(const Environment& environment, std::string_view event) {
  const Result<CiContext> context = detect_ci(environment, event, std::nullopt);
  EXPECT_TRUE(context) << context.error().message;
  return context.value_or(CiContext{});
}

std::string refusal(const Environment& environment, std::string_view event) {
  const Result<CiContext> context = detect_ci(environment, event, std::nullopt);
  return context ? "" : context.error().message;
}

TEST(detect_ci, finds_none_on_a_desk) {
  const CiContext context = detected({{"HOME", "/home/me"}, {"CI", "true"}}, "");
  EXPECT_EQ(context.host, CiHost::none);
  EXPECT_FALSE(context.is_pull_request);
  EXPECT_EQ(context.job, "");
}

TEST(detect_ci, does_what_it_is_told) {
  EXPECT_EQ(detect_ci(on_github("push"), "", CiHost::none)->host, CiHost::none);
  EXPECT_EQ(detect_ci({}, "", CiHost::gitlab)->host, CiHost::gitlab);
  EXPECT_EQ(detect_ci({}, "", CiHost::github)->host, CiHost::github);
}

TEST(detect_github, reads_the_base_of_a_pull_request) {
  for (const char* event : {"pull_request", "pull_request_target"}) {
    const CiContext context = detected(on_github(event), pull_request(base_sha));
    EXPECT_EQ(context.host, CiHost::github);
    EXPECT_TRUE(context.is_pull_request);
    EXPECT_EQ(context.base_commit, base_sha);
    EXPECT_EQ(context.commit, head_sha);
  }
}

TEST(detect_github, reads_the_base_of_a_merge_group) {
  const std::string event =
      R"({"merge_group":{"base_sha":")" + base_sha + R"(","head_sha":")" + head_sha + R"("}})";
  const CiContext context = detected(on_github("merge_group"), event);
  EXPECT_TRUE(context.is_pull_request);
  EXPECT_EQ(context.base_commit, base_sha);
}

TEST(detect_github, needs_no_event_for_a_push) {
  const CiContext context = detected(on_github("push"), "not even JSON");
  EXPECT_FALSE(context.is_pull_request);
  EXPECT_EQ(context.base_commit, std::nullopt);
  EXPECT_EQ(context.commit, merge_sha);
  EXPECT_EQ(context.run_url, "https://github.example/acme/shop/actions/runs/42");
  EXPECT_EQ(context.workspace, "/home/runner/work/shop");
}

TEST(detect_github, prefers_the_branch_of_the_change_as_its_ref) {
  Environment environment = on_github("push");
  EXPECT_EQ(detected(environment, "").ref, "7/merge");
  environment["GITHUB_HEAD_REF"] = "faster-cart";
  EXPECT_EQ(detected(environment, "").ref, "faster-cart");
}

TEST(detect_github, refuses_an_event_of_a_wrong_form) {
  EXPECT_EQ(refusal(on_github("pull_request"), ""),
            "GITHUB_EVENT_PATH: expected a file with a JSON object");
  EXPECT_EQ(refusal(on_github("pull_request"), "[1]"),
            "GITHUB_EVENT_PATH: expected a file with a JSON object");
  EXPECT_EQ(refusal(on_github("pull_request"), R"({"pull_request":{"base":7}})"),
            "GITHUB_EVENT_PATH: pull_request.base.sha is missing");
  EXPECT_EQ(refusal(on_github("merge_group"), R"({"merge_group":{"base_sha":1}})"),
            "GITHUB_EVENT_PATH: merge_group.base_sha is missing");
}

TEST(detect_github, refuses_a_base_that_is_no_commit) {
  for (const std::string& base : {std::string("--upload-pack=evil"), std::string("main"),
                                  std::string(), std::string(41, 'a'), std::string(40, 'g')}) {
    EXPECT_EQ(refusal(on_github("pull_request"), pull_request(base)),
              "GITHUB_EVENT_PATH: pull_request.base.sha is no commit: expected 40 or 64 "
              "hexadecimal digits");
  }
}

TEST(detect_github, takes_commits_of_sha256_repositories) {
  const std::string commit(64, 'f');
  EXPECT_EQ(detected(on_github("pull_request"), pull_request(commit)).base_commit, commit);
}

TEST(detect_github, tells_the_jobs_of_a_matrix_apart) {
  Environment environment = on_github("push");
  EXPECT_EQ(detected(environment, "").job, "github/42/2/gate/GitHub Actions 3");
  environment["LOADGATE_JOB_INDEX"] = "5";
  EXPECT_EQ(detected(environment, "").job, "github/42/2/gate/5");
}

TEST(detect_github, labels_runners_by_their_kind_and_not_by_their_name) {
  Environment environment = on_github("push");
  EXPECT_EQ(detected(environment, "").runner_label, "ubuntu24-X64");
  environment.erase("ImageOS");
  EXPECT_EQ(detected(environment, "").runner_label, "self-hosted-Linux-X64");
  environment["LOADGATE_RUNNER_LABEL"] = "perf-box";
  EXPECT_EQ(detected(environment, "").runner_label, "perf-box");
}

TEST(detect_gitlab, reads_the_base_of_a_merge_request) {
  Environment environment = on_gitlab();
  environment["CI_PIPELINE_SOURCE"] = "merge_request_event";
  environment["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = base_sha;
  const CiContext context = detected(environment, "");
  EXPECT_TRUE(context.is_pull_request);
  EXPECT_EQ(context.base_commit, base_sha);
  EXPECT_EQ(context.commit, head_sha);
}

TEST(detect_gitlab, prefers_the_commit_of_the_branch_to_a_merged_result) {
  Environment environment = on_gitlab();
  environment["CI_COMMIT_SHA"] = merge_sha;
  environment["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] = head_sha;
  EXPECT_EQ(detected(environment, "").commit, head_sha);
}

TEST(detect_gitlab, refuses_a_merge_request_without_its_base) {
  Environment environment = on_gitlab();
  environment["CI_MERGE_REQUEST_IID"] = "7";
  EXPECT_EQ(refusal(environment, ""),
            "CI_MERGE_REQUEST_DIFF_BASE_SHA is no commit: expected 40 or 64 hexadecimal digits");
}

TEST(detect_gitlab, describes_a_branch_pipeline) {
  const CiContext context = detected(on_gitlab(), "");
  EXPECT_EQ(context.host, CiHost::gitlab);
  EXPECT_FALSE(context.is_pull_request);
  EXPECT_EQ(context.ref, "faster-cart");
  EXPECT_EQ(context.job, "gitlab/991");
  EXPECT_EQ(context.run_url, "https://gitlab.example/acme/shop/-/jobs/991");
  EXPECT_EQ(context.workspace, "/builds/acme/shop");
}

TEST(detect_gitlab, labels_runners_by_their_tags_in_any_order_and_form) {
  Environment environment = on_gitlab();
  EXPECT_EQ(detected(environment, "").runner_label, "docker,linux");
  environment["CI_RUNNER_TAGS"] = "linux, docker";
  EXPECT_EQ(detected(environment, "").runner_label, "docker,linux");
  environment["CI_RUNNER_TAGS"] = "[]";
  environment["CI_RUNNER_EXECUTABLE_ARCH"] = "linux/amd64";
  EXPECT_EQ(detected(environment, "").runner_label, "linux/amd64");
}

}  // namespace
}  // namespace loadgate
