// SPDX-License-Identifier: Apache-2.0
#include "load/step_program.h"

#include <algorithm>

#include "base/encoding.h"
#include "load/header_name.h"
#include "load/repeat.h"
#include "load/template_source.h"
#include "plan/concurrency.h"
#include "plan/data_class.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

constexpr std::size_t largest_body_read = 1U << 20U;        // where no max_bytes says otherwise
constexpr std::size_t largest_body_ever_read = 64U << 20U;  // whatever max_bytes says
// More than the 512 bytes that are shown, so that a secret across that border is masked whole.
constexpr std::size_t body_for_examples = 8U << 10U;

bool carries_header(const std::vector<HeaderProgram>& headers, std::string_view name) {
  return std::ranges::any_of(
      headers, [name](const HeaderProgram& header) { return is_same_name(header.name, name); });
}

HeaderForm form_of(std::string_view name) {
  return is_credential_header(name) ? HeaderForm::credential : HeaderForm::plain;
}

Result<void> add_headers(const std::vector<Header>& from, const RenderContext& constants,
                         std::vector<HeaderProgram>& headers) {
  for (const Header& header : from) {
    std::erase_if(headers, [&header](const HeaderProgram& earlier) {
      return is_same_name(earlier.name, header.name);
    });
    ASSIGN_OR_RETURN(Phrase value, compile_phrase(header.value, render_header, constants));
    headers.push_back({.name = header.name,
                       .form = form_of(header.name),
                       .value = std::move(value),
                       .password = literal("")});
  }
  return {};
}

Result<std::optional<HeaderProgram>> compile_auth(const Auth& auth,
                                                  const RenderContext& constants) {
  HeaderProgram header{.name = "Authorization",
                       .form = HeaderForm::credential,
                       .value = literal(""),
                       .password = literal("")};
  if (const auto* bearer = std::get_if<BearerAuth>(&auth)) {
    header.form = HeaderForm::bearer;
    ASSIGN_OR_RETURN(header.value, compile_phrase(bearer->token, render_header, constants));
  } else if (const auto* basic = std::get_if<BasicAuth>(&auth)) {
    header.form = HeaderForm::basic;
    ASSIGN_OR_RETURN(header.value, compile_phrase(basic->user, render_header, constants));
    ASSIGN_OR_RETURN(header.password, compile_phrase(basic->password, render_header, constants));
  } else if (const auto* named = std::get_if<HeaderAuth>(&auth)) {
    header.name = named->name;
    ASSIGN_OR_RETURN(header.value, compile_phrase(named->value, render_header, constants));
  } else if (std::holds_alternative<OAuth2Auth>(auth)) {
    header.form = HeaderForm::token;
  } else {
    return std::optional<HeaderProgram>();
  }
  return std::optional(std::move(header));
}

Result<std::vector<HeaderProgram>> compile_headers(const Target& target, const Step& step,
                                                   const RenderContext& constants,
                                                   std::string_view user_agent) {
  std::vector<HeaderProgram> headers;
  RETURN_IF_ERROR(add_headers(target.headers, constants, headers));
  RETURN_IF_ERROR(add_headers(step.headers, constants, headers));
  ASSIGN_OR_RETURN(auto auth, compile_auth(target.auth, constants));
  if (auth && !carries_header(headers, auth->name)) {
    headers.push_back(std::move(*auth));
  }
  const auto add_default = [&headers](std::string name, std::string value) {
    if (!carries_header(headers, name)) {
      headers.push_back({.name = std::move(name),
                         .form = HeaderForm::plain,
                         .value = literal(std::move(value)),
                         .password = literal("")});
    }
  };
  add_default("User-Agent", std::string(user_agent));
  if (const std::string_view type = content_type_of(step.body); !type.empty()) {
    add_default("Content-Type", std::string(type));
  }
  if (std::holds_alternative<MultipartBody>(step.body)) {
    std::erase_if(headers, [](const HeaderProgram& header) {
      return is_same_name(header.name, "Content-Type");
    });
  }
  return headers;
}

/// Whether a capture, a check or a poll looks into the body.
bool reads_body(const Step& step) {
  const Expectations& expect = step.expect;
  const bool is_captured = std::ranges::any_of(step.captures, [](const Capture& capture) {
    return capture.kind == CaptureKind::json || capture.kind == CaptureKind::regex;
  });
  const bool is_polled = step.poll && step.poll->until.source == CaptureKind::json;
  return is_captured || is_polled || expect.json_schema || !expect.json.empty() ||
         !expect.contains.empty() || !expect.not_contains.empty() || !expect.matches.empty() ||
         !expect.not_matches.empty();
}

std::size_t body_of_most(std::int64_t max_bytes) {
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(max_bytes, 0));
  return std::clamp(wanted, body_for_examples, largest_body_ever_read);
}

std::size_t body_to_keep(const Step& step) {
  if (!reads_body(step)) {
    return body_for_examples;
  }
  return step.expect.max_bytes ? body_of_most(*step.expect.max_bytes) : largest_body_read;
}

/// `max_bytes` speaks of the unpacked body. To fill that, more may have to come: 5 bytes for each
/// block that could not be made smaller (RFC 1951 §3.2.4), and the frame around them.
std::size_t packed_to_keep(const Step& step) {
  constexpr std::size_t frame = 1024;
  const std::size_t unpacked =
      step.expect.max_bytes ? body_of_most(*step.expect.max_bytes) : body_to_keep(step);
  return unpacked + unpacked / 1024 + frame;
}

bool needs_headers(const Step& step) {
  const bool is_captured = std::ranges::any_of(step.captures, [](const Capture& capture) {
    return capture.kind == CaptureKind::header || capture.kind == CaptureKind::cookie;
  });
  const bool is_polled = step.poll && step.poll->until.source == CaptureKind::header;
  // Of a body that came packed, unasked, nobody can say what is not in it.
  const bool looks_for_absence =
      !step.expect.not_contains.empty() || !step.expect.not_matches.empty();
  return is_captured || is_polled || looks_for_absence || !step.expect.headers.empty();
}

Result<StepProgram> compile_step(const Step& step, const RenderContext& constants,
                                 std::string_view user_agent) {
  const Target& target = target_of(constants.plan.spec, step);
  ASSIGN_OR_RETURN(Phrase path, compile_phrase(step.path, render_path, constants));
  ASSIGN_OR_RETURN(auto headers, compile_headers(target, step, constants, user_agent));
  ASSIGN_OR_RETURN(AnswerProgram answer, compile_answer(step, constants));
  ASSIGN_OR_RETURN(BodyProgram body, compile_body(step.body, constants));
  const bool unpacks = carries_header(headers, "Accept-Encoding");
  StepProgram program{.index = 0,
                      .full_name = std::string(constants.step),
                      .first_check = 0,
                      .step = &step,
                      .endpoint = target_index(constants.plan.spec, step),
                      .path = std::move(path),
                      .headers = std::move(headers),
                      .body = std::move(body),
                      .timeout = step.timeout.value_or(target.timeout),
                      .connect_timeout = target.connect_timeout,
                      .keep_body = body_to_keep(step),
                      .keep_packed = unpacks ? packed_to_keep(step) : body_to_keep(step),
                      .reads_body = reads_body(step),
                      .keep_headers = needs_headers(step) || unpacks || target.keeps_cookies,
                      .unpacks = unpacks,
                      .keeps_cookies = target.keeps_cookies,
                      .redirects = redirects_of(constants.plan.spec, step),
                      .idle_timeout = target.idle_timeout,
                      .answer = std::move(answer),
                      .poll = std::nullopt,
                      .retries = retries_of(constants.plan.spec, step),
                      .class_source = class_source_of(constants.plan, step)};
  ASSIGN_OR_RETURN(program.poll, compile_poll(step, constants, program.answer));
  program.keep_headers = program.keep_headers || program.retries > 0;
  return program;
}

LoadProgram empty_program(const LoadContext& context) {
  return LoadProgram{.target_urls = context.target_urls,
                     .steps = {},
                     .scenarios = {},
                     .checks = 0,
                     .given = {.captures = {}, .tokens = nullptr}};
}

/// Steps are numbered as in the plan: by scenario, then by place.
Result<void> add_flow(const LoadContext& context, const Scenario& flow, std::string_view user_agent,
                      LoadProgram& program) {
  const Captures none;
  program.scenarios.push_back({.name = flow.name,
                               .first_step = program.steps.size(),
                               .steps = flow.steps.size(),
                               .scenario = &flow});
  for (const Step& each : flow.steps) {
    const std::string name = flow.name + "/" + each.name;
    ASSIGN_OR_RETURN(StepProgram step,
                     compile_step(each,
                                  {.plan = context.plan,
                                   .outside = context.outside,
                                   .flow = preflight_flow(program.scenarios.size() - 1),
                                   .captures = none,
                                   .step = name,
                                   .now = {}},
                                  user_agent));
    step.index = program.steps.size();
    step.first_check = program.checks;
    program.checks += step.answer.checks.size();
    program.steps.push_back(std::move(step));
  }
  return {};
}

}  // namespace

Result<LoadProgram> compile_load(const LoadContext& context, std::string_view user_agent) {
  LoadProgram program = empty_program(context);
  for (const Scenario& scenario : context.plan.spec.scenarios) {
    RETURN_IF_ERROR(add_flow(context, scenario, user_agent, program));
  }
  return program;
}

Result<LoadProgram> compile_flow(const LoadContext& context, const Scenario& flow,
                                 std::string_view user_agent) {
  LoadProgram program = empty_program(context);
  RETURN_IF_ERROR(add_flow(context, flow, user_agent, program));
  return program;
}

Nanoseconds patience_of(const LoadProgram& program, const ScenarioProgram& scenario) {
  Nanoseconds longest{0};
  for (std::size_t step = 0; step < scenario.steps; ++step) {
    const StepProgram& each = program.steps[scenario.first_step + step];
    longest += longest_step(*each.step, each.timeout);
  }
  return longest;
}

Nanoseconds longest_flow(const LoadProgram& program, const ScenarioProgram& scenario) {
  const auto first = program.steps.begin() + static_cast<std::ptrdiff_t>(scenario.first_step);
  const bool has_retries = std::any_of(first, first + static_cast<std::ptrdiff_t>(scenario.steps),
                                       [](const StepProgram& step) { return step.retries > 0; });
  return patience_of(program, scenario) * (has_retries ? 2 : 1);
}

}  // namespace loadgate
