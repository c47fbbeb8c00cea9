// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cassert>

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
    ASSIGN_OR_RETURN(program.regex, BodyPattern::compile_capture(capture.expression));
  }
  return program;
}

/// The spec knows these names.
Outcome outcome_called(std::string_view name) {
  const auto row = std::ranges::find(all_outcomes(), name, &OutcomeName::name);
  assert(row != all_outcomes().end());
  return row->outcome;
}

Result<std::vector<AnswerProgram::TextCheck>> compile_texts(std::string_view word,
                                                            const std::vector<Template>& texts,
                                                            const RenderContext& constants,
                                                            AnswerProgram& answer) {
  std::vector<AnswerProgram::TextCheck> checks;
  for (const Template& text : texts) {
    ASSIGN_OR_RETURN(Phrase phrase, compile_phrase(text, render, constants));
    const std::string shown = printable(source_of(text), shown_in_a_name);
    checks.push_back({std::move(phrase), add_check(answer, std::string(word) + " " + shown)});
  }
  return checks;
}

enum class Wanted { yes, no };

Result<void> compile_patterns(const std::vector<std::string>& patterns, Wanted wanted,
                              AnswerProgram& answer) {
  for (const std::string& text : patterns) {
    ASSIGN_OR_RETURN(BodyPattern pattern, BodyPattern::compile(text));
    const std::string word = wanted == Wanted::yes ? "matches " : "not_matches ";
    answer.patterns.push_back(
        {.pattern = std::move(pattern),
         .is_wanted = wanted == Wanted::yes,
         .check = add_check(answer, word + printable(text, shown_in_a_name))});
  }
  return {};
}

Result<void> compile_header_checks(const std::vector<Header>& headers,
                                   const RenderContext& constants, AnswerProgram& answer) {
  for (const Header& header : headers) {
    ASSIGN_OR_RETURN(Phrase pattern, compile_phrase(header.value, render, constants));
    answer.headers.push_back({.name = header.name,
                              .pattern = std::move(pattern),
                              .check = add_check(answer, "header " + header.name)});
  }
  return {};
}

Result<void> compile_schema(const SchemaFile& schema, const Plan& plan, AnswerProgram& answer) {
  ASSIGN_OR_RETURN(JsonSchema compiled, JsonSchema::parse(plan.files.at(schema.file)));
  answer.schema.emplace(AnswerProgram::SchemaCheck{
      .schema = std::move(compiled),
      .check = add_check(answer, "json_schema " + printable(schema.file, shown_in_a_name))});
  return {};
}

}  // namespace

Result<AnswerProgram> compile_answer(const Step& step, const RenderContext& constants) {
  AnswerProgram answer;
  const Expectations& expect = step.expect;
  if (!step.outcome.empty()) {
    answer.outcome = outcome_called(step.outcome);
    answer.status = {.expected = step.outcome,
                     .check = add_check(answer, "outcome " + step.outcome)};
  } else if (!expect.status.empty()) {
    const std::string ranges = describe_ranges(expect.status);
    answer.status = {.expected = ranges, .check = add_check(answer, "status " + ranges)};
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
  ASSIGN_OR_RETURN(answer.contains, compile_texts("contains", expect.contains, constants, answer));
  ASSIGN_OR_RETURN(answer.not_contains,
                   compile_texts("not_contains", expect.not_contains, constants, answer));
  RETURN_IF_ERROR(compile_patterns(expect.matches, Wanted::yes, answer));
  RETURN_IF_ERROR(compile_patterns(expect.not_matches, Wanted::no, answer));
  RETURN_IF_ERROR(compile_header_checks(expect.headers, constants, answer));
  if (expect.json_schema) {
    RETURN_IF_ERROR(compile_schema(*expect.json_schema, constants.plan, answer));
  }
  for (const Capture& capture : step.captures) {
    ASSIGN_OR_RETURN(auto program, compile_capture(capture));
    answer.captures.push_back(std::move(program));
  }
  return answer;
}

}  // namespace loadgate
