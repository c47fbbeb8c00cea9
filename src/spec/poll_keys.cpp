// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "spec/json_pointer.h"
#include "spec/step_keys.h"

namespace loadgate {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view poll_hint =
    "write json:/status == done, header:X-State != pending, or status == 200";

struct ConditionSource {
  std::string_view prefix;
  CaptureKind kind;
};
constexpr std::array condition_sources{ConditionSource{"json:", CaptureKind::json},
                                       ConditionSource{"header:", CaptureKind::header}};

constexpr std::size_t sign_size = std::string_view(" == ").size();

/// What is wrong with the left side; empty if nothing is.
std::string read_condition_source(std::string_view text, PollCondition& until) {
  if (text == "status") {
    until.source = CaptureKind::status;
    return {};
  }
  for (const ConditionSource& source : condition_sources) {
    if (!text.starts_with(source.prefix)) {
      continue;
    }
    until.source = source.kind;
    until.expression = text.substr(source.prefix.size());
    const bool is_json = source.kind == CaptureKind::json;
    if (is_json) {
      return std::string(pointer_mistake(until.expression).value_or(""));
    }
    const bool is_name = !until.expression.empty() &&
                         until.expression.find_first_of(" \t:;,=\"") == std::string::npos;
    return is_name ? "" : "'" + until.expression + "' is no name of a header";
  }
  return "'" + std::string(text) + "' is nothing that an answer has";
}

void read_until(const SpecNode& node, Reading& reading, Poll& poll) {
  if (!is_scalar(node, reading)) {
    return;
  }
  PollCondition& until = poll.until;
  until.text = node.text;
  const std::size_t equal = node.text.find(" == ");
  const std::size_t at = std::min(equal, node.text.find(" != "));
  if (at == std::string::npos) {
    reading.fail(node.where, "'" + node.text + "' is no condition", std::string(poll_hint));
    return;
  }
  until.is_equal = at == equal;
  if (std::string mistake = read_condition_source(std::string_view(node.text).substr(0, at), until);
      !mistake.empty()) {
    reading.fail(node.where, std::move(mistake), std::string(poll_hint));
  }
  set(until.value, read_template_part(node, at + sign_size, reading, Place::flow));
}

constexpr auto poll_keys = std::to_array<Key<Poll>>({
    {{"until",
      "condition",
      "What an answer has when it is the one that was waited for; values are compared as text.",
      {},
      "\"json:/status == done\"",
      Presence::required},
     read_until},
    {{"every", "duration", "From the end of an answer to the next request.", "1s", "200ms",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Poll& poll) {
       set(poll.every, read_positive_duration(value, reading));
     }},
    {{"max_requests", "count", "After so many without the condition the step has failed.", "30",
      "20", Presence::optional},
     [](const SpecNode& value, Reading& reading, Poll& poll) {
       set(poll.max_requests, read_count(value, reading, {.low = 2, .high = 1000}));
     }},
});

}  // namespace

void read_poll(const SpecNode& node, Reading& reading, Step& step) {
  const Template nothing{.parts = {}, .where = node.where};
  Poll poll{.until = {.source = CaptureKind::status,
                      .expression = {},
                      .is_equal = true,
                      .value = nothing,
                      .text = {}},
            .every = 1s,
            .max_requests = 30};
  read_mapping<Poll>(node, "poll", poll_keys, reading, poll);
  step.poll = std::move(poll);
}

MappingDescription describe_poll() {
  return describe<Poll>("poll",
                        "The request is sent again until a condition holds. Each request is a "
                        "sample of the step, and the whole time is the metric `wait`. `status` of "
                        "`expect` has to hold for each answer, everything else for the last one.",
                        {}, poll_keys);
}

}  // namespace loadgate
