// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "plan/make_plan.h"
#include "plan/plan.h"

namespace loadgate {

/// What comes from outside of the plan and is no part of it.
struct Outside {
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> variables;  ///< --var
};

/// A captured value; `is_json` keeps the type of a JSON capture.
struct CapturedValue {
  std::string text;  ///< with `is_json` the JSON text, so a JSON string keeps its quotes
  bool is_json;
};
using Captures = std::map<std::string, CapturedValue>;

/// Everything a template may refer to while one flow runs.
struct RenderContext {
  const Plan& plan;
  const Outside& outside;
  FlowIdentity flow;
  const Captures& captures;
  std::string_view step;  ///< full name: draws differ between steps
  Timestamp now;
};

/// The text with every reference replaced. An unset variable without a default is an error that
/// names it and its place.
Result<std::string> render(const Template& text, const RenderContext& context);

/// The same for a request's path: what a reference brings in is URL-encoded, so that no value can
/// add a segment, a query or another host; the literal parts stay as written. A value that would
/// make a segment '.' or '..' is an error. A path that is one
/// reference alone is a whole path that begins with `/`, or a whole address; else an error.
Result<std::string> render_path(const Template& path, const RenderContext& context);

/// The one reference that the text consists of; else null.
const Reference* lone_reference(const Template& text);

/// The same for a header's value: a value with CR, LF or NUL is refused.
Result<std::string> render_header(const Template& value, const RenderContext& context);

/// The JSON text of a body; a lone reference takes its value's type (design: `random`, `iteration`,
/// `user` numbers; captures and JSONL as they were; CSV strings).
Result<std::string> render_json(const BodyValue& body, const RenderContext& context);

/// For places outside of flows (target.url, headers of the readiness probe): no captures, columns
/// or draws. `file` is the spec's, for messages.
Result<std::string> render_outside(const Template& text, const Outside& outside,
                                   std::string_view file = {});

}  // namespace loadgate
