// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "ci/ci.h"
#include "ci/hosts.h"

namespace loadgate {
namespace {

Result<CiContext> detect_nothing(const Environment&, std::string_view) {
  return CiContext{.host = CiHost::none,
                   .is_pull_request = false,
                   .base_commit = std::nullopt,
                   .commit = {},
                   .ref = {},
                   .job = {},
                   .run_url = {},
                   .runner_label = {},
                   .workspace = {}};
}

struct HostRow {
  CiHost host;
  std::string_view variable;  ///< "true" where we run there
  Result<CiContext> (*detect)(const Environment& environment, std::string_view event);
};
constexpr std::array<HostRow, 3> hosts{{
    {CiHost::github, "GITHUB_ACTIONS", detect_github},
    {CiHost::gitlab, "GITLAB_CI", detect_gitlab},
    {CiHost::none, "", detect_nothing},
}};

}  // namespace

std::string variable_of(const Environment& environment, std::string_view name) {
  const auto found = environment.find(std::string(name));
  return found == environment.end() ? std::string() : found->second;
}

Result<std::string> checked_commit(std::string_view text, std::string_view source) {
  constexpr std::size_t sha1_digits = 40;
  constexpr std::size_t sha256_digits = 64;
  const bool is_hexadecimal =
      text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  if ((text.size() != sha1_digits && text.size() != sha256_digits) || !is_hexadecimal) {
    return invalid_input(std::string(source) +
                         " is no commit: expected 40 or 64 hexadecimal digits");
  }
  return std::string(text);
}

Result<CiContext> detect_ci(const Environment& environment, std::string_view event,
                            std::optional<CiHost> forced) {
  const auto* row = std::ranges::find_if(hosts, [&](const HostRow& host) {
    return forced ? host.host == *forced
                  : host.variable.empty() || variable_of(environment, host.variable) == "true";
  });
  return row->detect(environment, event);
}

}  // namespace loadgate
