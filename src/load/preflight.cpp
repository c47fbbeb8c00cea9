// SPDX-License-Identifier: Apache-2.0
#include "load/preflight.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "load/bounds.h"
#include "load/pass.h"
#include "load/target_options.h"

namespace loadgate {
namespace {

std::vector<HttpVersion> settle_versions(const std::vector<EndpointOptions>& endpoints,
                                         const std::vector<PassStep>& steps) {
  std::vector<HttpVersion> settled;
  for (const EndpointOptions& endpoint : endpoints) {
    const std::size_t index = settled.size();
    const bool spoke_http2 = std::ranges::any_of(steps, [index](const PassStep& step) {
      return step.request.endpoint == index && step.exchange.is_http2;
    });
    const bool is_http2 = endpoint.place.scheme == "https" && spoke_http2;
    const HttpVersion found = is_http2 ? HttpVersion::http2 : HttpVersion::http1;
    settled.push_back(endpoint.http == HttpVersion::automatic ? found : endpoint.http);
  }
  return settled;
}

// No load can be measured where these happen: there is nobody to send it to.
constexpr std::array hopeless{Outcome::dns, Outcome::connect, Outcome::timeout_connect,
                              Outcome::tls, Outcome::auth};

}  // namespace

Result<Preflight> run_preflight(const LoadContext& context, const Doors& doors, const Given& given,
                                std::string_view scenario) {
  ASSIGN_OR_RETURN(LoadProgram program, compile_load(context, "loadgate (preflight)"));
  program.given = given;
  ASSIGN_OR_RETURN(const TransportOptions options,
                   target_options(context, doors, versions_of(context.plan.spec)));
  ASSIGN_OR_RETURN(const std::unique_ptr<Transport> transport, doors.open(options));
  Pass pass({.context = context,
             .program = program,
             .transport = *transport,
             .clock = doors.clock,
             .stop = context.stop,
             .pauses = Pauses::left_out});
  for (std::size_t index = 0; index < program.scenarios.size(); ++index) {
    if (scenario.empty() || scenario == program.scenarios[index].name) {
      RETURN_IF_ERROR(pass.run(program.scenarios[index], preflight_flow(index)));
    }
  }
  Preflight preflight{.steps = pass.take_steps(), .versions = {}};
  preflight.versions = settle_versions(options.endpoints, preflight.steps);
  return preflight;
}

Result<void> judge_preflight(const std::vector<PassStep>& steps) {
  for (const PassStep& step : steps) {
    if (std::ranges::find(hopeless, step.outcome) != hopeless.end()) {
      const OutcomeName& outcome = describe(step.outcome);
      return cannot_measure(std::string(outcome.name) + ": " + step.request.method + " " +
                                printable(step.request.url, shown_bytes) + ": " +
                                printable(words_of(step), shown_bytes),
                            std::string(outcome.advice));
    }
  }
  return {};
}

std::vector<std::string> preflight_warnings(const std::vector<PassStep>& steps) {
  std::vector<std::string> warnings;
  for (const PassStep& step : steps) {
    if (!is_success(step.outcome)) {
      warnings.push_back("preflight: " + step.step + ": " +
                         std::string(describe(step.outcome).name) + ": " +
                         printable(words_of(step), shown_bytes));
    }
  }
  return warnings;
}

}  // namespace loadgate
