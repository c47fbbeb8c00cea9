// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <set>
#include <string>

#include "spec/mappings.h"
#include "spec/step_keys.h"

namespace loadgate {
namespace {

using Pauses = std::vector<Pause>;

std::optional<Nanoseconds> read_pause_end(const SpecNode& node, std::string_view text,
                                          Reading& reading) {
  const Result<Nanoseconds> duration = parse_duration(text);
  if (!duration) {
    reading.fail(node.where, duration.error().message, "a pause is 1s, or 500ms..2s");
    return std::nullopt;
  }
  return *duration;
}

void read_pause(const SpecNode& node, Reading& reading, Pauses& pauses) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return;
  }
  const std::size_t dots = text->find("..");
  const bool is_range = dots != std::string::npos;
  const auto low = read_pause_end(node, std::string_view(*text).substr(0, dots), reading);
  const auto high =
      is_range ? read_pause_end(node, std::string_view(*text).substr(dots + 2), reading) : low;
  if (!low || !high) {
    return;
  }
  if (*low > *high) {
    reading.fail(node.where, "the range " + *text + " is reversed",
                 "the shorter duration comes first");
  } else if (*high == Nanoseconds::zero()) {
    reading.fail(node.where, "the pause is zero", "remove it");
  } else {
    pauses.push_back({.low = *low, .high = *high});
  }
}

constexpr auto pause_keys = std::to_array<Key<Pauses>>({
    {{"pause",
      "pause",
      "Think time: fixed, or drawn with the plan's seed from a range.",
      {},
      "500ms..2s",
      Presence::required},
     read_pause},
});

bool is_pause(const SpecNode& node) {
  return node.kind == NodeKind::mapping && find_value(node, "pause") != nullptr &&
         find_value(node, "request") == nullptr;
}

void check_step_names(const Scenario& scenario, Reading& reading) {
  std::set<std::string_view> names;
  for (const Step& step : scenario.steps) {
    if (!step.name.empty() && !names.insert(step.name).second) {
      reading.fail(step.where, "two steps are called '" + step.name + "'",
                   "give one of them another 'name'");
    }
  }
}

constexpr auto scenario_keys = std::to_array<Key<Scenario>>({
    {{"weight", "count", "Its share of the flows, relative to the other scenarios.", "1", "80",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Scenario& scenario) {
       set(scenario.weight, read_count(value, reading, {.low = 1, .high = 1'000'000}));
     }},
    {{"steps", "steps", "What a flow does, in order.", {}, "[GET /a, GET /b]", Presence::required},
     [](const SpecNode& value, Reading& reading, Scenario& scenario) {
       read_steps(value, reading, scenario);
     }},
});

}  // namespace

void read_steps(const SpecNode& node, Reading& reading, Scenario& scenario) {
  if (!is_list(node, reading, "a list of steps")) {
    return;
  }
  Pauses pauses;
  bool has_step = false;
  for (const SpecNode& item : node.items) {
    if (is_pause(item)) {
      read_mapping<Pauses>(item, "pause", pause_keys, reading, pauses);
      continue;
    }
    has_step = true;
    Step step = empty_step(item.where);
    if (read_step(item, reading, step)) {
      step.pauses_before = std::exchange(pauses, {});
      scenario.steps.push_back(std::move(step));
    }
  }
  scenario.pauses_after = std::move(pauses);
  if (!has_step) {
    reading.fail(node.where, "the scenario has no request", "add a step: - GET /api/items");
  }
  check_step_names(scenario, reading);
}

void read_scenarios(const SpecNode& node, Reading& reading, std::vector<Scenario>& scenarios) {
  if (!is_mapping(node, reading, "a mapping of names to scenarios")) {
    return;
  }
  if (node.entries.empty()) {
    reading.fail(node.where, "there is no scenario", "add one: main: {steps: [GET /api/items]}");
  }
  for (const Entry& entry : node.entries) {
    if (check_name(entry.key, entry.where, reading) &&
        (entry.key.empty() || entry.key.find('/') != std::string::npos)) {
      reading.fail(entry.where, "'" + entry.key + "' cannot be the name of a scenario",
                   "rules name steps as scenario/step: use no '/'");
    }
    Scenario scenario{
        .name = entry.key, .weight = 1, .steps = {}, .pauses_after = {}, .where = entry.where};
    read_mapping<Scenario>(entry.value, "scenario", scenario_keys, reading, scenario);
    scenarios.push_back(std::move(scenario));
  }
}

std::vector<MappingDescription> describe_scenarios() {
  return {describe<Scenario>("scenario", "A flow of steps under a name.", {}, scenario_keys),
          describe_step(), describe_poll(),
          describe<Pauses>("pause", "An entry of `steps` beside the requests.", {}, pause_keys),
          describe_provision()};
}

}  // namespace loadgate
