// SPDX-License-Identifier: Apache-2.0
#include "load/target_options.h"

#include <algorithm>
#include <filesystem>

#include "spec/find_target.h"

namespace loadgate {
namespace {

std::string beside_spec(const Plan& plan, const std::string& file) {
  if (file.empty()) {
    return file;
  }
  return (std::filesystem::path(plan.spec.file).parent_path() / file).string();
}

}  // namespace

Result<TransportOptions> target_options(const LoadContext& context, const Doors& doors,
                                        std::span<const HttpVersion> versions) {
  TransportOptions options{.endpoints = {}, .connections = 1, .may_spin = false};
  const std::vector<const Target*> targets = all_targets(context.plan.spec);
  for (std::size_t index = 0; index < targets.size(); ++index) {
    ASSIGN_OR_RETURN(Endpoint place, doors.resolve(context.target_urls[index], context.stop));
    options.endpoints.push_back({.place = std::move(place),
                                 .http = versions[index],
                                 .tls = resolved_tls(context.plan, targets[index]->tls)});
  }
  return options;
}

TlsOptions resolved_tls(const Plan& plan, const TlsOptions& tls) {
  return {.ca = beside_spec(plan, tls.ca),
          .cert = beside_spec(plan, tls.cert),
          .key = beside_spec(plan, tls.key),
          .verify = tls.verify};
}

std::vector<HttpVersion> versions_of(const Spec& spec) {
  std::vector<HttpVersion> versions;
  std::ranges::transform(all_targets(spec), std::back_inserter(versions),
                         [](const Target* target) { return target->http; });
  return versions;
}

}  // namespace loadgate
