// SPDX-License-Identifier: Apache-2.0
#include "spec/step_keys.h"

#include <array>
#include <string>

namespace loadgate {
namespace {

constexpr std::array on_error_words{Word<OnError>{"stop", OnError::stop_flow},
                                    Word<OnError>{"continue", OnError::go_on}};

void read_request_key(const SpecNode& value, Reading& reading, Step& step) {
  std::optional<RequestLine> request = read_request(value, reading, Place::flow);
  if (!request) {
    return;
  }
  step.method = std::move(request->method);
  step.path = std::move(request->path);
}

/// A step without a name is called like its request.
void fill_name(const SpecNode& request, Reading& reading, Step& step) {
  if (step.name.empty() && !step.method.empty() &&
      check_name(request.text, request.where, reading)) {
    step.name = request.text;
  }
}

constexpr auto step_keys = std::to_array<Key<Step>>({
    {{"name", "name", "How rules and reports call the step.", "its request", "login",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       set(step.name, read_name(value, reading));
     }},
    {{"request", "request line", "Method and path.", {}, "POST /login", Presence::required},
     read_request_key},
    {{"headers",
      "headers",
      "Besides those of the target; the same name replaces.",
      {},
      "{X-Request-Id: \"${uuid}\"}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       step.headers = read_headers(value, reading, Place::flow);
     }},
    {{"json",
      "json body",
      "The body as JSON; sets `Content-Type` unless a header does.",
      {},
      "{quantity: \"${random:1..3}\"}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       if (std::optional<BodyValue> body = read_body_value(value, reading)) {
         step.body = JsonBody{.value = std::move(*body)};
       }
     }},
    {{"body", "template", "The body as text.", {}, "a=1&b=2", Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       if (std::optional<Template> text = read_template(value, reading, Place::flow)) {
         step.body = TextBody{.text = std::move(*text)};
       }
     }},
    {{"capture",
      "captures",
      "Values of the answer that later steps of the flow use.",
      {},
      "{token: json:/access_token}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       step.captures = read_captures(value, reading);
     }},
    {{"expect", "expect", "What makes the answer a success.", "a status below 400", "{status: 2xx}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       read_expectations(value, reading, step.expect);
     }},
    {{"timeout", "duration", "For this request.", "that of the target", "3s", Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       set(step.timeout, read_positive_duration(value, reading));
     }},
    {{"on_error", "on_error", "A failed step ends its flow (`stop`), or the flow goes on.", "stop",
      "continue", Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       set(step.on_error, read_word<OnError>(value, reading, on_error_words));
     }},
    {{"target", "name", "Where the request goes, by its name in `targets`.", "`target`", "inbox",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       set(step.target, read_name(value, reading));
       step.target_where = value.where;
     }},
    not_yet<Step>("form", "write it as text: body, and the header Content-Type"),
    not_yet<Step>("multipart"),
    not_yet<Step>("body_file", "write the text under 'body'"),
    not_yet<Step>("poll"),
    not_yet<Step>("llm", "send the request as json, without its tokens and cost"),
    not_yet<Step>("outcome"),
    not_yet<Step>("cookies", "capture a cookie and send it as a header"),
    not_yet<Step>("redirects"),
    not_yet<Step>("retries"),
});

}  // namespace

Step empty_step(Position where) {
  const Template nothing{.parts = {}, .where = where};
  return Step{.name = {},
              .method = {},
              .path = nothing,
              .headers = {},
              .body = NoBody{},
              .captures = {},
              .expect = {.status = {}, .json = {}, .contains = {}, .max_bytes = std::nullopt},
              .timeout = std::nullopt,
              .on_error = OnError::stop_flow,
              .pauses_before = {},
              .where = where};
}

bool read_step(const SpecNode& node, Reading& reading, Step& step) {
  if (node.kind == NodeKind::scalar) {
    read_request_key(node, reading, step);
    fill_name(node, reading, step);
    return true;
  }
  if (!read_mapping<Step>(node, "step", step_keys, reading, step)) {
    return false;
  }
  if (const SpecNode* request = find_value(node, "request")) {
    fill_name(*request, reading, step);
  }
  if (find_value(node, "json") != nullptr && find_value(node, "body") != nullptr) {
    reading.fail(node.where, "'json' and 'body' exclude each other", "keep one of them");
  }
  return true;
}

MappingDescription describe_step() {
  constexpr std::string_view one_body = R"({"not": {"required": ["json", "body"]}})";
  return describe<Step>("step", "One request; `GET /items` alone is short for `{request: …}`.",
                        one_body, step_keys);
}

}  // namespace loadgate
