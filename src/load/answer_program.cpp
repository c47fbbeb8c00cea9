// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "load/classify.h"
#include "load/step_program.h"
#include "load/template_source.h"

namespace loadgate {
namespace {

constexpr std::size_t shown_in_a_name = 60;

std::size_t add_check(AnswerProgram& answer, std::string name) {
  answer.checks.push_back(std::move(name));
  return answer.checks.size() - 1;
}

Result<AnswerProgram::CaptureProgram> compile_capture(const Capture& capture) {
  AnswerProgram::CaptureProgram program{.capture = &capture, .regex = std::nullopt};
  if (capture.kind == CaptureKind::regex) {
    ASSIGN_OR_RETURN(program.regex, BodyPattern::compile(capture.expression));
  }
  return program;
}

}  // namespace

Result<AnswerProgram> compile_answer(const Step& step, const RenderContext& constants) {
  AnswerProgram answer;
  const Expectations& expect = step.expect;
  if (!expect.status.empty()) {
    answer.status = {.check = add_check(answer, "status " + describe_ranges(expect.status))};
  }
  if (expect.max_bytes) {
    const auto most = static_cast<std::uint64_t>(std::max<std::int64_t>(*expect.max_bytes, 0));
    answer.size = {.most = most, .check = add_check(answer, "max_bytes")};
  }
  for (const JsonExpectation& json : expect.json) {
    std::optional<std::string> constant;
    if (is_constant(json.value)) {
      ASSIGN_OR_RETURN(constant, render_json(json.value, constants));
    }
    answer.json.push_back({.pointer = json.pointer,
                           .expected = &json.value,
                           .constant = std::move(constant),
                           .check = add_check(answer, "json " + json.pointer)});
  }
  for (const Template& text : expect.contains) {
    ASSIGN_OR_RETURN(Phrase phrase, compile_phrase(text, render, constants));
    const std::string shown = printable(source_of(text), shown_in_a_name);
    answer.contains.push_back({std::move(phrase), add_check(answer, "contains " + shown)});
  }
  for (const Capture& capture : step.captures) {
    ASSIGN_OR_RETURN(auto program, compile_capture(capture));
    answer.captures.push_back(std::move(program));
  }
  return answer;
}

}  // namespace loadgate
