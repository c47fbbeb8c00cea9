// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "ci/hosts.h"

namespace loadgate {
namespace {

using Json = nlohmann::json;

bool is_merge_request(const Environment& environment) {
  return variable_of(environment, "CI_PIPELINE_SOURCE") == "merge_request_event" ||
         !variable_of(environment, "CI_MERGE_REQUEST_IID").empty();
}

Result<void> read_commits(const Environment& environment, CiContext& context) {
  if (context.is_pull_request) {
    constexpr std::string_view base = "CI_MERGE_REQUEST_DIFF_BASE_SHA";
    ASSIGN_OR_RETURN(context.base_commit, checked_commit(variable_of(environment, base), base));
  }
  // A merged-results pipeline checks out a commit that is nobody's: people know their own.
  for (const std::string_view name : {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA"}) {
    const std::string commit = variable_of(environment, name);
    if (context.commit.empty() && !commit.empty()) {
      ASSIGN_OR_RETURN(context.commit, checked_commit(commit, name));
    }
  }
  return {};
}

/// `["docker", "linux"]`, older runners `docker, linux`: sorted, for the order means nothing.
std::vector<std::string> tags_in(const std::string& text) {
  std::vector<std::string> tags;
  const Json list = Json::parse(text, nullptr, false);
  if (list.is_array()) {
    for (const Json& tag : list) {
      tags.push_back(tag.is_string() ? tag.get<std::string>() : tag.dump());
    }
  } else if (!text.empty()) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      std::string tag(rest.substr(0, end));
      std::erase(tag, ' ');
      tags.push_back(tag);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  std::erase(tags, "");
  std::ranges::sort(tags);
  return tags;
}

std::string label_by_tags(const Environment& environment) {
  std::string given = variable_of(environment, "LOADGATE_RUNNER_LABEL");
  if (!given.empty()) {
    return given;
  }
  std::string label;
  for (const std::string& tag : tags_in(variable_of(environment, "CI_RUNNER_TAGS"))) {
    label += (label.empty() ? "" : ",") + tag;
  }
  return label.empty() ? variable_of(environment, "CI_RUNNER_EXECUTABLE_ARCH") : label;
}

}  // namespace

Result<CiContext> detect_gitlab(const Environment& environment, std::string_view) {
  const std::string job = variable_of(environment, "CI_JOB_ID");
  CiContext context{.host = CiHost::gitlab,
                    .is_pull_request = is_merge_request(environment),
                    .base_commit = std::nullopt,
                    .commit = {},
                    .ref = variable_of(environment, "CI_COMMIT_REF_NAME"),
                    .job = job.empty() ? "" : "gitlab/" + job,
                    .run_url = variable_of(environment, "CI_JOB_URL"),
                    .runner_label = label_by_tags(environment),
                    .workspace = variable_of(environment, "CI_PROJECT_DIR")};
  RETURN_IF_ERROR(read_commits(environment, context));
  return context;
}

}  // namespace loadgate
