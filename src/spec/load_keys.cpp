// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>
#include <set>
#include <string>

#include "spec/limit_keys.h"
#include "spec/mappings.h"

namespace loadgate {
namespace {

/// The mapping `load` before shorthand and phases are told apart.
struct LoadDraft {
  Load load;
  PhaseDraft shorthand;
  const SpecNode* phases;
};

PhaseDraft empty_phase(std::string name, Position where) {
  return PhaseDraft{.name = std::move(name),
                    .rate = nullptr,
                    .duration = nullptr,
                    .users = nullptr,
                    .iterations = nullptr,
                    .to = nullptr,
                    .measure = true,
                    .where = where};
}

/// Keys that a phase and the shorthand share: their values are read once all are known.
template <const SpecNode* PhaseDraft::*field>
void keep_phase_value(const SpecNode& value, Reading& /*reading*/, PhaseDraft& phase) {
  phase.*field = &value;
}
template <const SpecNode* PhaseDraft::*field>
void keep_shorthand(const SpecNode& value, Reading& /*reading*/, LoadDraft& draft) {
  draft.shorthand.*field = &value;
}

constexpr KeyDescription rate_key{
    "rate", "rate", "Open: flows start at this rate, however slow the answers are.",
    {},     "50/s", Presence::optional};
constexpr KeyDescription for_key{"for", "duration", "How long.", {}, "30s", Presence::optional};
constexpr KeyDescription users_key{
    "users", "count", "Closed: so many users, each beginning again when its flow has ended.",
    {},      "20",    Presence::optional};
constexpr KeyDescription iterations_key{
    "iterations", "count", "Closed: so many flows in all, shared by the users (1 without `users`).",
    {},           "1000",  Presence::optional};
constexpr KeyDescription to_key{"to", "rate or count", "A ramp: the rate or the users at the end.",
                                {},   "200/s",         Presence::optional};

constexpr auto phase_keys = std::to_array<Key<PhaseDraft>>({
    {{"name", "name", "How rules and reports call the phase.", {}, "steady", Presence::required},
     [](const SpecNode& value, Reading& reading, PhaseDraft& phase) {
       set(phase.name, read_name(value, reading));
     }},
    {rate_key, keep_phase_value<&PhaseDraft::rate>},
    {for_key, keep_phase_value<&PhaseDraft::duration>},
    {users_key, keep_phase_value<&PhaseDraft::users>},
    {iterations_key, keep_phase_value<&PhaseDraft::iterations>},
    {to_key, keep_phase_value<&PhaseDraft::to>},
    {{"measure", "switch", "`false` for a warm-up: no rule looks at it.", "true", "false",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, PhaseDraft& phase) {
       set(phase.measure, read_switch(value, reading));
     }},
});

void check_load_phases(const SpecNode& node, const std::vector<Phase>& phases, Reading& reading) {
  std::set<std::string_view> names;
  bool is_measured = false;
  for (const Phase& phase : phases) {
    is_measured = is_measured || phase.measure;
    if (!phase.name.empty() && !names.insert(phase.name).second) {
      reading.fail(phase.where, "two phases are called '" + phase.name + "'",
                   "give one of them another 'name'");
    }
  }
  if (!is_measured && phases.size() == node.items.size()) {
    reading.fail(node.where, "no phase is measured", "remove 'measure: false' from one of them");
  }
}

void read_phases(const SpecNode& node, Reading& reading, std::vector<Phase>& phases) {
  if (!is_list(node, reading, "a list of phases")) {
    return;
  }
  if (node.items.empty()) {
    reading.fail(node.where, "the list is empty", "add {name: load, rate: 50/s, for: 30s}");
    return;
  }
  for (const SpecNode& item : node.items) {
    PhaseDraft draft = empty_phase({}, item.where);
    if (!read_mapping<PhaseDraft>(item, "phase", phase_keys, reading, draft)) {
      continue;
    }
    phases.push_back(finish_phase(draft, reading));
  }
  check_load_phases(node, phases, reading);
}

constexpr std::array arrivals_words{Word<Arrivals>{"constant", Arrivals::constant},
                                    Word<Arrivals>{"poisson", Arrivals::poisson}};

constexpr auto load_keys = std::to_array<Key<LoadDraft>>({
    {{"phases",
      "phases",
      "What is offered, one after the other.",
      {},
      "[{name: steady, rate: 50/s, for: 30s}]",
      Presence::optional},
     [](const SpecNode& value, Reading& /*reading*/, LoadDraft& draft) { draft.phases = &value; }},
    {rate_key, keep_shorthand<&PhaseDraft::rate>},
    {for_key, keep_shorthand<&PhaseDraft::duration>},
    {users_key, keep_shorthand<&PhaseDraft::users>},
    {iterations_key, keep_shorthand<&PhaseDraft::iterations>},
    {to_key, keep_shorthand<&PhaseDraft::to>},
    {{"seed", "count", "Of every draw: rows, pauses, arrivals, `${random:…}`.", "1", "7",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, LoadDraft& draft) {
       constexpr Bounds any{.low = 0, .high = std::numeric_limits<std::int64_t>::max()};
       if (const std::optional<std::int64_t> seed = read_count(value, reading, any)) {
         draft.load.seed = static_cast<std::uint64_t>(*seed);
       }
     }},
    {{"arrivals", "arrivals", "Evenly spaced, or at random moments of the same rate.", "constant",
      "poisson", Presence::optional},
     [](const SpecNode& value, Reading& reading, LoadDraft& draft) {
       set(draft.load.arrivals, read_word<Arrivals>(value, reading, arrivals_words));
     }},
    {{"max_in_flight", "count", "Requests at one moment; arrivals beyond it are dropped and count.",
      "min(10k, 2 · rate · timeout), at least 100", "1000", Presence::optional},
     [](const SpecNode& value, Reading& reading, LoadDraft& draft) {
       draft.load.max_in_flight = read_count(value, reading, {.low = 1, .high = 1'000'000});
     }},
    {{"retries", "count",
      "How often a request is sent again when the answer is 429, 503 or 529: after its "
      "`Retry-After`, else after a pause that grows. Rules judge the last answer, and latency runs "
      "to its end; `first_attempt.latency` and `first_attempt.error_rate` stand beside.",
      "0", "3", Presence::optional},
     [](const SpecNode& value, Reading& reading, LoadDraft& draft) {
       set(draft.load.retries, read_count(value, reading, {.low = 0, .high = 100}));
     }},
    {{"preflight", "switch", "One pass of each scenario before the load.", "on", "off",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, LoadDraft& draft) {
       set(draft.load.preflight, read_switch(value, reading));
     }},
    {{"budget", "budget", "What the load may use up.", {}, "{requests: 20k}", Presence::optional},
     [](const SpecNode& value, Reading& reading, LoadDraft& draft) {
       read_budget(value, reading, draft.load.budget);
     }},
    {{"stop_when",
      "conditions",
      "Ends the load early, and fails the gate, when one of them holds. Looked at over the last "
      "second, again and again; `for` says how long it has to last.",
      {},
      "[error_rate > 20% for 5s]",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, LoadDraft& draft) {
       read_stop_conditions(value, reading, draft.load.stop_when);
     }},
});

bool has_shorthand(const PhaseDraft& draft) {
  return draft.rate != nullptr || draft.duration != nullptr || draft.users != nullptr ||
         draft.iterations != nullptr || draft.to != nullptr;
}

/// Keys about planned arrivals; `written` counts the phases, of which some may be unreadable.
void check_open_keys(const SpecNode& node, const Load& load, std::size_t written,
                     Reading& reading) {
  const auto is_open = [](const Phase& phase) {
    return std::holds_alternative<OpenLoad>(phase.load);
  };
  if (load.phases.size() < written || std::ranges::any_of(load.phases, is_open)) {
    return;
  }
  for (const char* key : {"arrivals", "max_in_flight"}) {
    if (const SpecNode* value = find_value(node, key)) {
      reading.fail(value->where,
                   "'" + std::string(key) + "' has no effect without a phase of a rate",
                   "users begin again when their flow has ended: remove it");
    }
  }
}

}  // namespace

void read_load(const SpecNode& node, Reading& reading, Load& load, const SpecNode& written) {
  LoadDraft draft{.load = load, .shorthand = empty_phase("load", node.where), .phases = nullptr};
  if (!read_mapping<LoadDraft>(node, "load", load_keys, reading, draft)) {
    return;
  }
  load = draft.load;
  if (draft.phases == nullptr) {
    load.phases.push_back(finish_phase(draft.shorthand, reading));
    check_open_keys(written, load, 1, reading);
    return;
  }
  if (has_shorthand(draft.shorthand)) {
    reading.fail(node.where, "'phases' excludes 'rate', 'for', 'users', 'iterations' and 'to'",
                 "move them into a phase of the list");
  }
  read_phases(*draft.phases, reading, load.phases);
  check_open_keys(written, load, draft.phases->items.size(), reading);
}

std::vector<MappingDescription> describe_load() {
  constexpr std::string_view one_kind = R"({"anyOf": [{"required": ["rate", "for"]},
    {"required": ["users", "for"]}, {"required": ["iterations"]}]})";
  return {describe<LoadDraft>(
              "load", "What is offered; without `phases` the keys of one phase called `load`.", {},
              load_keys),
          describe_budget(),
          describe<PhaseDraft>("phase", "Open (`rate`) or closed (`users`, `iterations`).",
                               one_kind, phase_keys)};
}

}  // namespace loadgate
