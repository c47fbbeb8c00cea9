// SPDX-License-Identifier: Apache-2.0
#include "load/step_program.h"

#include <algorithm>

#include "base/encoding.h"
#include "load/header_name.h"
#include "load/template_source.h"

namespace loadgate {
namespace {

constexpr std::size_t largest_body_read = 1U << 20U;        // where no max_bytes says otherwise
constexpr std::size_t largest_body_ever_read = 64U << 20U;  // whatever max_bytes says
// More than the 512 bytes that are shown, so that a secret across that border is masked whole.
constexpr std::size_t body_for_examples = 8U << 10U;

bool has_header(const std::vector<HeaderProgram>& headers, std::string_view name) {
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
  if (auth && !has_header(headers, auth->name)) {
    headers.push_back(std::move(*auth));
  }
  const auto add_default = [&headers](std::string name, std::string value) {
    if (!has_header(headers, name)) {
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

/// Whether a capture or a check looks into the body.
bool reads_body(const Step& step) {
  const Expectations& expect = step.expect;
  const bool is_captured = std::ranges::any_of(step.captures, [](const Capture& capture) {
    return capture.kind == CaptureKind::json || capture.kind == CaptureKind::regex;
  });
  return is_captured || expect.json_schema || !expect.json.empty() || !expect.contains.empty() ||
         !expect.not_contains.empty() || !expect.matches.empty() || !expect.not_matches.empty();
}

std::size_t body_to_keep(const Step& step) {
  if (!reads_body(step)) {
    return body_for_examples;
  }
  if (!step.expect.max_bytes) {
    return largest_body_read;
  }
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(*step.expect.max_bytes, 0));
  return std::clamp(wanted, body_for_examples, largest_body_ever_read);
}

bool needs_headers(const Step& step) {
  return !step.expect.headers.empty() ||
         std::ranges::any_of(step.captures, [](const Capture& capture) {
           return capture.kind == CaptureKind::header || capture.kind == CaptureKind::cookie;
         });
}

Result<StepProgram> compile_step(const RenderContext& constants, std::string_view user_agent) {
  const PlannedStep& planned = constants.plan.steps[constants.step];
  const Target& target = constants.plan.spec.target;
  const Step& step = constants.plan.spec.scenarios[planned.scenario].steps[planned.step];
  ASSIGN_OR_RETURN(Phrase path, compile_phrase(step.path, render_path, constants));
  ASSIGN_OR_RETURN(auto headers, compile_headers(target, step, constants, user_agent));
  ASSIGN_OR_RETURN(AnswerProgram answer, compile_answer(step, constants));
  ASSIGN_OR_RETURN(BodyProgram body, compile_body(step.body, constants));
  const bool unpacks = has_header(headers, "Accept-Encoding");
  return StepProgram{.index = constants.step,
                     .first_check = 0,
                     .step = &step,
                     .path = std::move(path),
                     .headers = std::move(headers),
                     .body = std::move(body),
                     .timeout = step.timeout.value_or(target.timeout),
                     .connect_timeout = target.connect_timeout,
                     .keep_body = body_to_keep(step),
                     .reads_body = reads_body(step),
                     .keep_headers = needs_headers(step) || unpacks || target.keeps_cookies,
                     .unpacks = unpacks,
                     .keeps_cookies = target.keeps_cookies,
                     .redirects = step.redirects.value_or(target.redirects),
                     .idle_timeout = target.idle_timeout,
                     .answer = std::move(answer)};
}

}  // namespace

Result<LoadProgram> compile_load(const LoadContext& context, std::string_view user_agent) {
  LoadProgram program{.target_url = context.target_url, .steps = {}, .scenarios = {}, .checks = 0};
  for (const Scenario& scenario : context.plan.spec.scenarios) {
    program.scenarios.push_back(
        {.name = scenario.name, .first_step = 0, .steps = 0, .scenario = &scenario});
  }
  const Captures none;
  for (std::size_t index = 0; index < context.plan.steps.size(); ++index) {
    const std::size_t owner = context.plan.steps[index].scenario;
    ASSIGN_OR_RETURN(StepProgram step, compile_step({.plan = context.plan,
                                                     .outside = context.outside,
                                                     .flow = preflight_flow(owner),
                                                     .captures = none,
                                                     .step = index,
                                                     .now = {}},
                                                    user_agent));
    step.first_check = program.checks;
    program.checks += step.answer.checks.size();
    ScenarioProgram& scenario = program.scenarios[owner];
    scenario.first_step = scenario.steps == 0 ? index : scenario.first_step;
    ++scenario.steps;
    program.steps.push_back(std::move(step));
  }
  return program;
}

Nanoseconds longest_flow(const LoadProgram& program, const ScenarioProgram& scenario) {
  Nanoseconds longest{0};
  for (std::size_t step = 0; step < scenario.steps; ++step) {
    const StepProgram& each = program.steps[scenario.first_step + step];
    longest += each.timeout;
    for (const Pause& pause : each.step->pauses_before) {
      longest += pause.high;
    }
  }
  return longest;
}

}  // namespace loadgate
