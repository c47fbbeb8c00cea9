// SPDX-License-Identifier: Apache-2.0
#include "load/read_answer.h"

#include <nlohmann/json.hpp>

#include "base/units.h"
#include "load/capture_value.h"
#include "load/classify.h"
#include "load/json_body.h"

namespace loadgate {
namespace {

std::string cut_note(const Answer& answer) {
  if (!answer.is_body_cut()) {
    return {};
  }
  return " (of " + format_size(static_cast<double>(answer.exchange().bytes_in)) +
         " only the first " + format_size(static_cast<double>(answer.exchange().body.size())) +
         " were read)";
}

/// Looks at one answer, check by check; the first that fails names the failure.
class Examination {
 public:
  Examination(const StepProgram& step, const Exchange& exchange, const RenderContext& context)
      : step_(step), context_(context), answer_(exchange) {}

  Reading read(Captures& captures) {
    const Exchange& exchange = answer_.exchange();
    if (exchange.outcome != Outcome::ok) {
      return Reading{.outcome = exchange.outcome, .detail = exchange.detail, .checks = {}};
    }
    if (look_at_status()) {
      look_at_size();
      look_at_texts();
      look_at_json();
      take_captures(captures);
    }
    return std::move(reading_);
  }

 private:
  void fail_with(Outcome outcome, std::string detail) {
    if (reading_.outcome == Outcome::ok) {
      reading_.outcome = outcome;
      reading_.detail = std::move(detail);
    }
  }

  bool look_at_status() {
    const Expectations& expect = step_.step->expect;
    const int status = answer_.exchange().status;
    const bool held = is_expected_status(expect.status, status);
    if (step_.answer.status) {
      reading_.checks.push_back({step_.answer.status->check, held});
    }
    if (held) {
      return true;
    }
    const Outcome by_status = classify_status(status);
    if (by_status == Outcome::ok) {
      fail_with(Outcome::assertion, "status " + std::to_string(status) + ", expected " +
                                        describe_ranges(expect.status));
    } else {
      fail_with(by_status, answer_.exchange().body.empty() ? "status " + std::to_string(status)
                                                           : answer_.exchange().body);
    }
    return false;
  }

  void note_check(std::size_t check, bool held, const std::string& found) {
    reading_.checks.push_back({check, held});
    if (!held) {
      fail_with(Outcome::assertion, step_.answer.checks[check] + ": " + found);
    }
  }

  void look_at_size() {
    if (step_.answer.size) {
      const std::uint64_t bytes = answer_.exchange().bytes_in;
      note_check(step_.answer.size->check, bytes <= step_.answer.size->most,
                 "a body of " + std::to_string(bytes) + " bytes, expected at most " +
                     std::to_string(step_.answer.size->most));
    }
  }

  void look_at_texts() {
    for (const AnswerProgram::TextCheck& check : step_.answer.contains) {
      const Result<std::string> text = write_phrase(check.text, context_);
      const bool held = text && answer_.exchange().body.find(*text) != std::string::npos;
      note_check(check.check, held,
                 held ? "" : (text ? "not in the body" + cut_note(answer_) : text.error().message));
    }
  }

  void look_at_json() {
    for (const AnswerProgram::JsonCheck& check : step_.answer.json) {
      const std::string found = difference(check);
      note_check(check.check, found.empty(), found);
    }
  }

  /// Empty: the value is as expected.
  std::string difference(const AnswerProgram::JsonCheck& check) {
    const Result<std::string> expected = check.constant ? Result<std::string>(*check.constant)
                                                        : render_json(*check.expected, context_);
    if (!expected) {
      return expected.error().message;
    }
    const nlohmann::json* document = answer_.json();
    if (document == nullptr) {
      return "the body is no JSON" + cut_note(answer_);
    }
    const nlohmann::json* value = value_at(*document, check.pointer);
    if (value == nullptr) {
      return "nothing there, expected " + *expected;
    }
    const auto wanted = parse_json_body(*expected);
    if (wanted && *value == *wanted) {
      return {};
    }
    return value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + ", expected " +
           *expected;
  }

  void take_captures(Captures& captures) {
    for (const AnswerProgram::CaptureProgram& program : step_.answer.captures) {
      if (auto value = capture_value(program, answer_)) {
        captures.insert_or_assign(program.capture->name, std::move(*value));
        continue;
      }
      fail_with(Outcome::assertion, "capture " + program.capture->name + ": " +
                                        source_of(*program.capture) + " found nothing" +
                                        cut_note(answer_));
    }
  }

  const StepProgram& step_;
  const RenderContext& context_;
  Answer answer_;
  Reading reading_{.outcome = Outcome::ok, .detail = {}, .checks = {}};
};

}  // namespace

Reading read_answer(const StepProgram& step, const Exchange& exchange, const RenderContext& context,
                    Captures& captures) {
  return Examination(step, exchange, context).read(captures);
}

}  // namespace loadgate
