// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "ci/hosts.h"

namespace loadgate {
namespace {

using Json = nlohmann::json;

/// Where the event keeps the commits of the change, by the event's name.
struct EventRow {
  std::string_view prefix;  ///< pull_request, pull_request_target, pull_request_review …
  std::string_view base;    ///< JSON pointers
  std::string_view head;
};
constexpr std::array<EventRow, 2> events{{
    {"pull_request", "/pull_request/base/sha", "/pull_request/head/sha"},
    {"merge_group", "/merge_group/base_sha", "/merge_group/head_sha"},
}};

const EventRow* row_of(std::string_view event_name) {
  const auto* found = std::ranges::find_if(
      events, [event_name](const EventRow& row) { return event_name.starts_with(row.prefix); });
  return found == events.end() ? nullptr : found;
}

/// "pull_request.base.sha" of its pointer.
std::string dotted(std::string_view pointer) {
  std::string text(pointer.substr(1));
  std::ranges::replace(text, '/', '.');
  return text;
}

Result<std::string> commit_at(const Json& event, std::string_view pointer) {
  const std::string source = "GITHUB_EVENT_PATH: " + dotted(pointer);
  const Json::json_pointer place{std::string(pointer)};
  if (!event.contains(place) || !event.at(place).is_string()) {
    return invalid_input(source + " is missing",
                         "the event file should be the one that GitHub wrote for this job");
  }
  return checked_commit(event.at(place).get<std::string>(), source);
}

Result<void> read_event(const EventRow& row, std::string_view text, CiContext& context) {
  const Json event = Json::parse(text, nullptr, false);
  if (event.is_discarded() || !event.is_object()) {
    return invalid_input("GITHUB_EVENT_PATH: expected a file with a JSON object",
                         "the event file should be the one that GitHub wrote for this job");
  }
  ASSIGN_OR_RETURN(context.base_commit, commit_at(event, row.base));
  // The merge commit that is checked out is nobody's: people know the head of their branch.
  ASSIGN_OR_RETURN(context.commit, commit_at(event, row.head));
  context.is_pull_request = true;
  return {};
}

std::string job_of(const Environment& environment) {
  const std::string run = variable_of(environment, "GITHUB_RUN_ID");
  if (run.empty()) {
    return {};
  }
  // A job cannot see its matrix index; without it the machine tells the jobs of a matrix apart.
  const std::string index = variable_of(environment, "LOADGATE_JOB_INDEX");
  return "github/" + run + "/" + variable_of(environment, "GITHUB_RUN_ATTEMPT") + "/" +
         variable_of(environment, "GITHUB_JOB") + "/" +
         (index.empty() ? variable_of(environment, "RUNNER_NAME") : index);
}

/// A name for machines of one kind: RUNNER_NAME is another one for each machine, and `runs-on` is
/// not told to the job. Images of GitHub's own runners have a name, others are told by their
/// system.
std::string label_by_image(const Environment& environment) {
  std::string given = variable_of(environment, "LOADGATE_RUNNER_LABEL");
  const std::string image = variable_of(environment, "ImageOS");
  const std::string architecture = variable_of(environment, "RUNNER_ARCH");
  const std::string system = variable_of(environment, "RUNNER_OS");
  if (!given.empty() || (image.empty() && system.empty())) {
    return given;
  }
  const std::string name = image.empty() ? "self-hosted-" + system : image;
  return architecture.empty() ? name : name + "-" + architecture;
}

std::string run_url_of(const Environment& environment) {
  const std::string server = variable_of(environment, "GITHUB_SERVER_URL");
  const std::string run = variable_of(environment, "GITHUB_RUN_ID");
  const bool is_web = server.starts_with("https://") || server.starts_with("http://");
  return is_web && !run.empty()
             ? server + "/" + variable_of(environment, "GITHUB_REPOSITORY") + "/actions/runs/" + run
             : std::string();
}

std::string ref_of(const Environment& environment) {
  const std::string branch = variable_of(environment, "GITHUB_HEAD_REF");
  return branch.empty() ? variable_of(environment, "GITHUB_REF_NAME") : branch;
}

}  // namespace

Result<CiContext> detect_github(const Environment& environment, std::string_view event) {
  CiContext context{.host = CiHost::github,
                    .is_pull_request = false,
                    .base_commit = std::nullopt,
                    .commit = {},
                    .ref = ref_of(environment),
                    .job = job_of(environment),
                    .run_url = run_url_of(environment),
                    .runner_label = label_by_image(environment),
                    .workspace = variable_of(environment, "GITHUB_WORKSPACE")};
  if (const EventRow* row = row_of(variable_of(environment, "GITHUB_EVENT_NAME"))) {
    RETURN_IF_ERROR(read_event(*row, event, context));
  } else if (const std::string sha = variable_of(environment, "GITHUB_SHA"); !sha.empty()) {
    ASSIGN_OR_RETURN(context.commit, checked_commit(sha, "GITHUB_SHA"));
  }
  return context;
}

}  // namespace loadgate
