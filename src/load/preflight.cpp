// SPDX-License-Identifier: Apache-2.0
#include "load/preflight.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "load/capture_value.h"
#include "load/header_name.h"
#include "load/read_answer.h"
#include "load/request_writer.h"
#include "load/secret_values.h"
#include "load/target_options.h"
#include "load/unpack_body.h"

namespace loadgate {
namespace {

constexpr std::int64_t tick_ns = 50'000'000;
constexpr std::int64_t said_after_ns = 2'000'000'000;
constexpr std::size_t shown_bytes = 512;
constexpr std::size_t body_kept = 8U << 10U;

/// Takes one flow of each scenario through its steps, without its pauses.
class Pass {
 public:
  Pass(const LoadContext& context, const LoadProgram& program, Transport& transport, Clock& clock)
      : context_(context), program_(program), transport_(transport), clock_(clock) {}

  Result<void> run(const ScenarioProgram& scenario, std::size_t index) {
    captures_.clear();
    transport_.forget_cookies(0);
    flow_ = preflight_flow(index);
    bool has_failed = false;
    for (std::size_t at = 0; at < scenario.steps && context_.stop == 0; ++at) {
      const StepProgram& step = program_.steps[scenario.first_step + at];
      auto request = write_request(program_, step, context_of(step));
      if (!request && has_failed) {
        return {};  // what it needs was not captured
      }
      RETURN_IF_ERROR(request);
      take(step, std::move(*request));
      has_failed |= !is_success(steps_.back().outcome);
      if (!is_success(steps_.back().outcome) && step.step->on_error == OnError::stop_flow) {
        return {};
      }
    }
    return {};
  }

  std::vector<PassStep> take_steps() { return std::move(steps_); }

 private:
  RenderContext context_of(const StepProgram& step) const {
    return RenderContext{.plan = context_.plan,
                         .outside = context_.outside,
                         .flow = flow_,
                         .captures = captures_,
                         .step = step.index,
                         .now = clock_.wall()};
  }

  void take(const StepProgram& step, WireRequest request) {
    request.keep_headers = true;
    request.keep_body = std::max(request.keep_body, body_kept);
    if (step.keeps_cookies) {
      request.cookie_jar = 0;
    }
    for (const std::string& credential : credentials_of(step, context_of(step))) {
      context_.secrets.add(credential);
    }
    PassStep done{.step = context_.plan.steps[step.index].full_name,
                  .request = request,
                  .exchange = exchange(std::move(request)),
                  .outcome = Outcome::ok,
                  .captured = {},
                  .checks = {}};
    unpack_body(step, BodyReader::person, done.exchange);
    learn(would_be_captured(step.answer, done.exchange));
    learn(cookie_values(done.exchange));
    const Reading reading = read_answer(step, done.exchange, context_of(step), captures_);
    done.outcome = reading.outcome;
    done.exchange.detail = reading.detail;
    for (const CheckResult& check : reading.checks) {
      done.checks.emplace_back(step.answer.checks[check.check], check.held);
    }
    for (const auto& program : step.answer.captures) {
      if (const auto found = captures_.find(program.capture->name); found != captures_.end()) {
        done.captured.emplace_back(found->first, plain_text(found->second));
      }
    }
    steps_.push_back(std::move(done));
  }

  void learn(const std::vector<std::string>& values) const {
    for (const std::string& value : values) {
      if (value.size() >= shortest_captured_secret) {
        context_.secrets.add(value);
      }
    }
  }

  Exchange exchange(WireRequest request) {
    const std::string what = request.method + " " + path_of(request.url);
    std::vector<Exchange> ended;
    const Instant began = clock_.now();
    bool has_said = false;
    transport_.start(0, std::move(request));
    while (ended.empty()) {
      if (context_.stop != 0) {
        transport_.abandon(ended);
        break;
      }
      transport_.wait(clock_.now() + tick_ns, ended);
      if (!has_said && ended.empty() && clock_.now() - began >= said_after_ns) {
        has_said = true;
        context_.progress.note("waiting for " +
                               printable(context_.secrets.mask(what), shown_bytes) + " (2 s)");
      }
    }
    return std::move(ended.front());
  }

  std::string path_of(const std::string& url) const {
    return url.starts_with(program_.target_url) ? url.substr(program_.target_url.size()) : url;
  }

  const LoadContext& context_;
  const LoadProgram& program_;
  Transport& transport_;
  Clock& clock_;
  FlowIdentity flow_{};
  Captures captures_;
  std::vector<PassStep> steps_;
};

void mask_header(const Secrets& secrets, std::string_view name, std::string& value) {
  value = is_credential_header(name) ? "***" : secrets.mask(value);
}

/// A step's values before all captures were known may hold what a later step captured: masked last.
void mask_step(const Secrets& secrets, PassStep& step) {
  step.request.url = secrets.mask(step.request.url);
  step.request.body = secrets.mask(step.request.body);
  for (std::string& header : step.request.headers) {
    const std::string name = header.substr(0, header.find(':'));
    std::string value = header.substr(std::min(header.size(), name.size() + 2));
    mask_header(secrets, name, value);
    header = name;
    header.append(": ").append(value);
  }
  const bool is_cut = step.exchange.is_cut;
  step.exchange.body =
      mask_with(secrets, {}, step.exchange.body, is_cut ? TextEnd::cut : TextEnd::own);
  step.exchange.detail =
      mask_with(secrets, {}, step.exchange.detail, is_cut ? TextEnd::cut : TextEnd::own);
  for (auto& [name, value] : step.exchange.headers) {
    mask_header(secrets, name, value);
  }
  for (auto& [name, value] : step.captured) {
    value = secrets.mask(value);
  }
}

HttpVersion settle_version(const Plan& plan, const Endpoint& endpoint,
                           const std::vector<PassStep>& steps) {
  if (plan.spec.target.http != HttpVersion::automatic) {
    return plan.spec.target.http;
  }
  const bool spoke_http2 =
      std::ranges::any_of(steps, [](const PassStep& step) { return step.exchange.is_http2; });
  return endpoint.scheme == "https" && spoke_http2 ? HttpVersion::http2 : HttpVersion::http1;
}

// No load can be measured where these happen: there is nobody to send it to.
constexpr std::array hopeless{Outcome::dns, Outcome::connect, Outcome::timeout_connect,
                              Outcome::tls, Outcome::auth};

std::string words_of(const PassStep& step) {
  const std::string& detail = step.exchange.detail;
  if (step.exchange.status == 0) {
    return detail;
  }
  const std::string status = "status " + std::to_string(step.exchange.status);
  return detail.empty() || detail == status ? status : status + ": " + detail;
}

}  // namespace

Result<std::vector<PassStep>> run_pass(const LoadContext& context, std::string_view scenario,
                                       HttpVersion& settled, const Doors& doors) {
  RETURN_IF_ERROR(learn_secrets(context.plan.spec, context.outside, context.secrets));
  ASSIGN_OR_RETURN(const LoadProgram program, compile_load(context, "loadgate (preflight)"));
  ASSIGN_OR_RETURN(const Endpoint endpoint, doors.resolve(context.target_url, context.stop));
  TransportOptions options = target_options(context.plan, endpoint);
  options.connections = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<Transport> transport, doors.open(options));
  Pass pass(context, program, *transport, doors.clock);
  for (std::size_t index = 0; index < program.scenarios.size(); ++index) {
    if (scenario.empty() || scenario == program.scenarios[index].name) {
      RETURN_IF_ERROR(pass.run(program.scenarios[index], index));
    }
  }
  std::vector<PassStep> steps = pass.take_steps();
  for (PassStep& step : steps) {
    mask_step(context.secrets, step);
  }
  settled = settle_version(context.plan, endpoint, steps);
  return steps;
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
