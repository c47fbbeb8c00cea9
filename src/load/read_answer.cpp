// SPDX-License-Identifier: Apache-2.0
#include "load/read_answer.h"

#include <nlohmann/json.hpp>

#include "base/units.h"
#include "load/capture_value.h"
#include "load/classify.h"
#include "load/header_name.h"
#include "load/json_body.h"
#include "load/shown_answer.h"
#include "spec/glob.h"

namespace loadgate {
namespace {

// Every mistake of a document is noted before the first of them is told.
constexpr std::size_t explained_body = 64U << 10U;

enum class Presence { yes, no };

std::string cut_note(const Answer& answer) {
  if (!answer.is_body_cut()) {
    return {};
  }
  const Exchange& exchange = answer.exchange();
  const bool knows_size = !exchange.unpacking || exchange.unpacking->is_whole;
  const std::uint64_t size = exchange.unpacking ? exchange.unpacking->size : exchange.bytes_in;
  return " (" + (knows_size ? "of " + format_size(static_cast<double>(size)) + " " : "") +
         "only the first " + format_size(static_cast<double>(exchange.body.size())) + " were read)";
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
      look_at_headers();
      look_at_json();
      look_at_schema();
      take_captures(captures);
    }
    if (step_.answer.outcome && reading_.outcome == Outcome::ok) {
      reading_.outcome = Outcome::expected;
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

  /// The class that the step's `outcome` names makes a success, else the status does.
  bool is_expected(int status) const {
    return step_.answer.outcome ? classify_status(status) == step_.answer.outcome
                                : is_expected_status(step_.step->expect.status, status);
  }

  bool look_at_status() {
    const int status = answer_.exchange().status;
    const bool held = is_expected(status);
    if (step_.answer.status) {
      reading_.checks.push_back({step_.answer.status->check, held});
    }
    if (held) {
      return true;
    }
    const Outcome by_status = classify_status(status);
    if (by_status == Outcome::ok) {
      // Only a step that expects something else fails at such a status.
      fail_with(Outcome::assertion,
                "status " + std::to_string(status) + ", expected " + step_.answer.status->expected);
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
      const std::uint64_t most = step_.answer.size->most;
      note_check(step_.answer.size->check, is_within(most),
                 body_in_words() + ", expected at most " + std::to_string(most));
    }
  }

  bool is_within(std::uint64_t most) const {
    const std::optional<Unpacking>& unpacking = answer_.exchange().unpacking;
    return unpacking ? unpacking->is_whole && unpacking->size <= most
                     : answer_.exchange().bytes_in <= most;
  }

  std::string body_in_words() const {
    const std::string text = "a body of " + std::to_string(answer_.exchange().bytes_in) + " bytes";
    const std::optional<Unpacking>& unpacking = answer_.exchange().unpacking;
    return unpacking ? text + " that unpacks to " + (unpacking->is_whole ? "" : "more than ") +
                           std::to_string(unpacking->size)
                     : text;
  }

  void look_at_texts() {
    for (const AnswerProgram::TextCheck& check : step_.answer.contains) {
      look_for(check, Presence::yes);
    }
    for (const AnswerProgram::TextCheck& check : step_.answer.not_contains) {
      look_for(check, Presence::no);
    }
    for (const AnswerProgram::PatternCheck& check : step_.answer.patterns) {
      note_presence(check.check, check.pattern.matches(answer_.exchange().body),
                    check.is_wanted ? Presence::yes : Presence::no);
    }
  }

  void look_for(const AnswerProgram::TextCheck& check, Presence wanted) {
    const Result<std::string> text = write_phrase(check.text, context_);
    if (!text) {
      note_check(check.check, false, text.error().message);
      return;
    }
    note_presence(check.check, answer_.exchange().body.find(*text) != std::string::npos, wanted);
  }

  /// What is not in the beginning of a body may yet be in the rest that was not read, and packed
  /// bytes do not show what they say.
  void note_presence(std::size_t check, bool is_there, Presence wanted) {
    const std::string& packing = answer_.exchange().packed_as;
    const bool is_all_seen = !answer_.is_body_cut() && packing.empty();
    const bool held = wanted == Presence::yes ? is_there : !is_there && is_all_seen;
    const std::string absent =
        "not in the body" +
        (packing.empty() ? cut_note(answer_) : " as it came (packed: " + packing + ")");
    note_check(check, held, is_there ? "it is in the body" : absent);
  }

  void look_at_headers() {
    for (const AnswerProgram::HeaderCheck& check : step_.answer.headers) {
      const Result<std::string> pattern = write_phrase(check.pattern, context_);
      const std::string found = pattern ? difference(check, *pattern) : pattern.error().message;
      note_check(check.check, found.empty(), found);
    }
  }

  /// Empty: one of the headers of this name is as expected.
  std::string difference(const AnswerProgram::HeaderCheck& check, std::string_view pattern) {
    std::string found;
    for (const auto& [name, value] : answer_.exchange().headers) {
      if (!is_same_name(name, check.name)) {
        continue;
      }
      if (matches_glob(pattern, value)) {
        return {};
      }
      found += (found.empty() ? "'" : "', '") + value;
    }
    if (!found.empty() && !may_be_shown(check)) {
      return "another value than expected";
    }
    const std::string what = found.empty() ? "not in the answer" : found + "'";
    return what + ", expected '" + std::string(pattern) + "'";
  }

  bool may_be_shown(const AnswerProgram::HeaderCheck& check) {
    return !is_credential_header(check.name) &&
           (is_harmless_header(check.name) || missing_captures(step_.answer, answer_).empty());
  }

  void look_at_schema() {
    if (!step_.answer.schema) {
      return;
    }
    const nlohmann::json* document = answer_.json();
    const JsonSchema& schema = step_.answer.schema->schema;
    const Conformity found = document == nullptr ? Conformity::no : schema.judge(*document);
    const bool held = found == Conformity::yes;
    note_check(step_.answer.schema->check, held,
               found == Conformity::unknown
                   ? "undecided after a million steps: give the schema's alternatives something "
                     "that tells them apart before they refer to each other"
               : held ? ""
                      : complaint(schema, document));
  }

  std::string complaint(const JsonSchema& schema, const nlohmann::json* document) {
    if (document == nullptr) {
      return "the body is no JSON" + cut_note(answer_);
    }
    const bool is_small = answer_.exchange().body.size() <= explained_body;
    return is_small ? schema.mistake_in(*document) : "the body is not as the schema says";
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
    return in_words(*value) + ", expected " + *expected;
  }

  std::string in_words(const nlohmann::json& value) {
    return missing_captures(step_.answer, answer_).empty()
               ? value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
               : outline(value);
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
