// SPDX-License-Identifier: Apache-2.0
#include "spec/step_keys.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/letters.h"
#include "spec/header_keys.h"

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

void read_outcome(const SpecNode& value, Reading& reading, Step& step) {
  const std::optional<std::string> name = read_text(value, reading);
  if (!name) {
    return;
  }
  const std::vector<std::string_view>& classes = reading.vocabulary.answer_classes;
  if (std::ranges::find(classes, *name) != classes.end()) {
    step.outcome = *name;
    return;
  }
  const auto& errors = reading.vocabulary.error_classes;
  if (std::ranges::find(errors, *name) != errors.end()) {
    std::string names;
    for (const std::string_view each : classes) {
      names += (names.empty() ? "" : ", ") + std::string(each);
    }
    reading.fail(value.where, "no answer has the error class '" + *name + "'",
                 "expected one of: " + names);
    return;
  }
  fail_word(value, reading, classes, {});
}

constexpr std::array<std::string_view, 5> body_keys{"json", "body", "form", "multipart",
                                                    "body_file"};

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
    {{"form",
      "form",
      "The body as a form (`application/x-www-form-urlencoded`); sets `Content-Type`.",
      {},
      "{user: demo, tag: [a, b]}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       step.body = read_form(value, reading);
     }},
    {{"multipart",
      "multipart",
      "The body as `multipart/form-data`; sets `Content-Type` with its boundary.",
      {},
      "{note: hello, photo: {file: cat.png, type: image/png}}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       step.body = read_multipart(value, reading);
     }},
    {{"body_file",
      "file",
      "The body: the bytes of a file, as they are; relative to the spec, at most 16 MiB.",
      {},
      "order.bin",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       if (std::optional<std::string> file = read_text(value, reading)) {
         step.body = FileBody{.file = std::move(*file), .where = value.where};
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
    {{"poll",
      "poll",
      "Sends the request again until a condition holds.",
      {},
      "{until: \"json:/status == done\"}",
      Presence::optional},
     read_poll},
    {{"retries", "count", "How often the request is sent again when the answer is 429, 503 or 529.",
      "that of `load`", "3", Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       step.retries = read_count(value, reading, {.low = 0, .high = 100});
     }},
    {{"target", "name", "Where the request goes, by its name in `targets`.", "`target`", "inbox",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       set(step.target, read_name(value, reading));
       step.target_where = value.where;
     }},
    {{"outcome",
      "answer class",
      "The error class that is expected here: a success of its own kind, in no latency figure.",
      {},
      "rate_limited",
      Presence::optional},
     read_outcome},
    {{"redirects", "count", "So many redirects are followed, to the target alone.",
      "those of the target", "2", Presence::optional},
     [](const SpecNode& value, Reading& reading, Step& step) {
       set(step.redirects, read_count(value, reading, most_redirects));
     }},
    not_yet<Step>("llm", "send the request as json, without its tokens and cost"),
});

/// The class says which statuses are expected.
void check_outcome(const SpecNode& node, const Step& step, Reading& reading) {
  if (!step.outcome.empty() && !step.expect.status.empty()) {
    reading.fail(find_value(node, "outcome")->where,
                 "'outcome' and 'status' in 'expect' exclude each other", "keep one of them");
  }
  if (!step.outcome.empty() && step.poll) {
    reading.fail(find_value(node, "outcome")->where, "'outcome' and 'poll' exclude each other",
                 "expect the error in a step of its own");
  }
}

void check_body_keys(const SpecNode& node, Reading& reading) {
  std::vector<std::string_view> present;
  for (const std::string_view key : body_keys) {
    if (find_value(node, key) != nullptr) {
      present.push_back(key);
    }
  }
  if (present.size() < 2) {
    return;
  }
  std::string names;
  for (const std::string_view key : present) {
    const bool is_last = key == present.back();
    names += (names.empty() ? "'" : is_last ? " and '" : ", '") + std::string(key) + "'";
  }
  reading.fail(node.where, names + " exclude each other", "keep one of them");
}

/// Nobody but the writer of the body knows the boundary between its parts.
void check_boundary(const Step& step, Reading& reading) {
  if (!std::holds_alternative<MultipartBody>(step.body)) {
    return;
  }
  for (const Header& header : step.headers) {
    if (lower_case(header.name) == "content-type") {
      reading.fail(header.value.where, "'multipart' sets Content-Type, with the boundary in it",
                   "remove the header");
    }
  }
}

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
  check_body_keys(node, reading);
  check_boundary(step, reading);
  check_outcome(node, step, reading);
  return true;
}

MappingDescription describe_step() {
  constexpr std::string_view one_body = R"({"not": {"anyOf": [
      {"required": ["json", "body"]}, {"required": ["json", "form"]},
      {"required": ["json", "multipart"]}, {"required": ["json", "body_file"]},
      {"required": ["body", "form"]}, {"required": ["body", "multipart"]},
      {"required": ["body", "body_file"]}, {"required": ["form", "multipart"]},
      {"required": ["form", "body_file"]}, {"required": ["multipart", "body_file"]}]}})";
  return describe<Step>("step", "One request; `GET /items` alone is short for `{request: …}`.",
                        one_body, step_keys);
}

}  // namespace loadgate
