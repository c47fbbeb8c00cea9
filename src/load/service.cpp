// SPDX-License-Identifier: Apache-2.0
#include "load/service.h"

#include <algorithm>

#include "load/once.h"
#include "load/target_options.h"

namespace loadgate {

Service::Service(Key, const LoadContext& context, const Doors& doors,
                 std::unique_ptr<Tokens> tokens)
    : context_(context),
      doors_(doors),
      tokens_(std::move(tokens)),
      given_{.captures = {}, .tokens = tokens_.get()},
      provisioning_(context_, doors_) {}

Result<std::unique_ptr<Service>> Service::open(const LoadContext& context, const Doors& doors) {
  ASSIGN_OR_RETURN(std::unique_ptr<Tokens> tokens, open_tokens(context, doors));
  auto service = std::make_unique<Service>(Key{}, context, doors, std::move(tokens));
  ASSIGN_OR_RETURN(DoneOnce setup, run_setup(service->context_, doors, service->given_));
  service->setup_ = std::move(setup.steps);
  service->given_.captures = std::move(setup.captures);
  service->given_.credentials = &service->provisioning_.credentials();
  return service;
}

Result<void> Service::prepare() {
  if (context_.stop != 0 && context_.plan.spec.setup) {
    return cannot_measure("interrupted in the setup, before the load began");
  }
  RETURN_IF_ERROR(judge_setup(context_.plan.spec, setup_));
  RETURN_IF_ERROR(provisioning_.make(given_));
  RETURN_IF_ERROR(freshen());
  return settle_versions();
}

/// The HTTP version of each target is settled in the preflight.
Result<void> Service::settle_versions() {
  if (!context_.plan.spec.load.preflight) {
    versions_ = versions_of(context_.plan.spec);
    std::ranges::replace(versions_, HttpVersion::automatic, HttpVersion::http1);
    return {};
  }
  ASSIGN_OR_RETURN(Preflight preflight, run_preflight(context_, doors_, given_));
  if (context_.stop != 0) {
    return cannot_measure("interrupted in the preflight, before the load began");
  }
  RETURN_IF_ERROR(judge_preflight(preflight.steps));
  preflight_ = std::move(preflight.steps);
  versions_ = std::move(preflight.versions);
  return {};
}

Result<LoadProgram> Service::compile() const {
  ASSIGN_OR_RETURN(LoadProgram program,
                   compile_load(context_, std::string("loadgate/") + LOADGATE_VERSION));
  program.given = given_;
  return program;
}

std::vector<std::string> Service::clean_up() {
  std::vector<std::string> warnings = provisioning_.release(given_);
  std::ranges::move(teardown_warnings(context_, run_teardown(context_, doors_, given_)),
                    std::back_inserter(warnings));
  return warnings;
}

void Service::describe(Run& run) const {
  run.warnings = preflight_warnings(preflight_);
  for (const PassStep& step : preflight_) {
    run.preflight_requests += static_cast<std::uint64_t>(step.requests);
  }
  run.http_version = version_text();
}

std::string Service::version_text() const {
  const auto name_of = [](HttpVersion version) {
    return std::string(version == HttpVersion::http2 ? "2" : "1.1");
  };
  std::string others;
  for (std::size_t index = 1; index < versions_.size(); ++index) {
    if (versions_[index] != versions_.front()) {
      others += (others.empty() ? "" : ", ") + context_.plan.spec.targets[index - 1].name + ": " +
                name_of(versions_[index]);
    }
  }
  return name_of(versions_.front()) + (others.empty() ? "" : " (" + others + ")");
}

}  // namespace loadgate
