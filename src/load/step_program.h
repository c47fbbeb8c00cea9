// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "load/body_pattern.h"
#include "load/body_program.h"
#include "load/load.h"
#include "load/phrase.h"
#include "plan/json_schema.h"
#include "spec/spec.h"

namespace loadgate {

class Tokens;

/// All but `plain` are credentials, never to be shown. `bearer` puts its word before the value,
/// `basic` encodes `user:password` (RFC 7617), `token` is the present access token of the target.
enum class HeaderForm { plain, credential, bearer, basic, token };

struct HeaderProgram {
  std::string name;
  HeaderForm form;
  Phrase value;     ///< the user's name for `basic`
  Phrase password;  ///< `basic` only
};

/// What to look for in an answer, ready for use. Checks are counted by their place in `checks`.
struct AnswerProgram {
  struct JsonCheck {
    std::string pointer;
    const BodyValue* expected;
    std::optional<std::string> constant;  ///< JSON text
    std::size_t check;
  };
  struct TextCheck {
    Phrase text;
    std::size_t check;
  };
  struct CaptureProgram {
    const Capture* capture;
    std::optional<BodyPattern> regex;  ///< for regex captures
  };
  struct PatternCheck {
    BodyPattern pattern;
    bool is_wanted;  ///< else it must not match
    std::size_t check;
  };
  struct HeaderCheck {
    std::string name;
    Phrase pattern;
    std::size_t check;
  };
  struct SchemaCheck {
    JsonSchema schema;
    std::size_t check;
  };
  struct StatusCheck {
    std::string expected;
    std::size_t check;
  };
  struct SizeCheck {
    std::uint64_t most;
    std::size_t check;
  };

  std::vector<std::string> checks;  ///< names: "status 2xx", "json /token_type"
  std::optional<Outcome> outcome;  ///< error class that is expected: the status has to be one of it
  std::optional<StatusCheck> status;
  std::optional<SizeCheck> size;
  std::vector<JsonCheck> json;
  std::vector<TextCheck> contains;
  std::vector<TextCheck> not_contains;
  std::vector<PatternCheck> patterns;
  std::vector<HeaderCheck> headers;
  std::optional<SchemaCheck> schema;
  std::vector<CaptureProgram> captures;
};

struct PollProgram {
  const Poll* poll;
  Phrase value;       ///< that the condition compares with
  std::size_t check;  ///< its place in AnswerProgram::checks
};

/// One step of the plan, ready to be sent many times.
struct StepProgram {
  std::size_t index;  ///< into plan.steps
  std::string full_name;
  std::size_t first_check;  ///< of this step's checks in a list of all steps' checks
  const Step* step;
  std::size_t endpoint;  ///< of its target
  Phrase path;
  std::vector<HeaderProgram> headers;
  BodyProgram body;
  Nanoseconds timeout;
  Nanoseconds connect_timeout;
  std::size_t keep_body;
  std::size_t keep_packed;  ///< of a body as it comes over the wire
  bool reads_body;          ///< a capture or a check looks into it
  bool keep_headers;
  bool unpacks;  ///< its headers ask for packed bodies
  bool keeps_cookies;
  std::int64_t redirects;
  std::optional<Nanoseconds> idle_timeout;
  AnswerProgram answer;
  std::optional<PollProgram> poll;
  std::uint32_t retries;
  std::optional<std::size_t> class_source;  ///< into plan.data: its row is the requests' class
};

struct ScenarioProgram {
  std::string name;
  std::size_t first_step;  ///< into LoadProgram::steps
  std::size_t steps;
  const Scenario* scenario;
};

/// What is there before the first flow begins.
struct Given {
  Captures captures;  ///< of the setup; every flow knows them
  Tokens* tokens;     ///< null where no request is sent
  /// What `provision` has gained, by row (credentials.h); null: nothing yet.
  const std::vector<Captures>* credentials = nullptr;
};

/// The plan's steps with everything done beforehand that need not be done for each request.
struct LoadProgram {
  std::vector<std::string> target_urls;  ///< by endpoint
  std::vector<StepProgram> steps;        ///< as in plan.steps
  std::vector<ScenarioProgram> scenarios;
  std::size_t checks;  ///< of all steps
  Given given;
};

/// The plan must outlive it. Errors: an unset variable, a pattern that RE2 refuses.
Result<LoadProgram> compile_load(const LoadContext& context, std::string_view user_agent);
/// The same of one flow beside the scenarios: setup, teardown.
Result<LoadProgram> compile_flow(const LoadContext& context, const Scenario& flow,
                                 std::string_view user_agent);

/// Compiles what is looked for in this step's answers.
Result<AnswerProgram> compile_answer(const Step& step, const RenderContext& constants);

/// The longest that a flow of this scenario can take if nothing is sent again: its timeouts,
/// longest pauses and whole polls. No retry begins later in the flow.
Nanoseconds patience_of(const LoadProgram& program, const ScenarioProgram& scenario);

/// With its retries: the last one may have begun just before the patience ended.
Nanoseconds longest_flow(const LoadProgram& program, const ScenarioProgram& scenario);

}  // namespace loadgate
