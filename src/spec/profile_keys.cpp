// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "spec/mappings.h"
#include "spec/spec_keys.h"

namespace loadgate {
namespace {

struct ProfileDraft {
  const SpecNode* load;
};

constexpr auto profile_keys = std::to_array<Key<ProfileDraft>>({
    {{"load",
      "load of a profile",
      "What differs from the spec's `load`: its keys replace those of the same name, and any key "
      "about phases replaces all of them.",
      {},
      "{rate: 100/s, for: 60s}",
      Presence::required},
     [](const SpecNode& value, Reading& /*reading*/, ProfileDraft& draft) { draft.load = &value; }},
});

/// Only together they say what is offered.
bool is_about_phases(const Entry& entry) {
  constexpr std::array<std::string_view, 6> keys{"phases", "rate",       "for",
                                                 "users",  "iterations", "to"};
  return std::ranges::find(keys, entry.key) != keys.end();
}

SpecNode merged_load(const SpecNode* base, const SpecNode& own) {
  SpecNode merged = own;
  const bool has_phases = std::ranges::any_of(own.entries, is_about_phases);
  for (const Entry& entry : base == nullptr ? std::vector<Entry>{} : base->entries) {
    const bool is_replaced =
        find_value(own, entry.key) != nullptr || (has_phases && is_about_phases(entry));
    if (!is_replaced) {
      merged.entries.push_back(entry);
    }
  }
  return merged;
}

void read_profile(const Entry& entry, const SpecNode* base, Reading& reading, Profile& profile) {
  if (!is_safe_file_name(entry.key) || entry.key.size() > 100) {
    reading.fail(entry.where, "'" + entry.key + "' cannot name a profile and its baseline",
                 std::string(name_hint));
  }
  ProfileDraft draft{.load = nullptr};
  if (!read_mapping<ProfileDraft>(entry.value, "profile", profile_keys, reading, draft) ||
      draft.load == nullptr || !is_mapping(*draft.load, reading, "the mapping 'load'")) {
    return;
  }
  if (draft.load->entries.empty()) {
    reading.fail(draft.load->where, "the profile changes nothing", "add rate: 100/s");
    return;
  }
  read_load(merged_load(base, *draft.load), reading, profile.load, *draft.load);
}

}  // namespace

void read_profiles(const SpecNode& node, const SpecNode* base, const Load& defaults,
                   Reading& reading, std::vector<Profile>& profiles) {
  if (!is_mapping(node, reading, "a mapping of names to profiles")) {
    return;
  }
  for (const Entry& entry : node.entries) {
    Profile profile{.name = entry.key, .load = defaults, .where = entry.where};
    read_profile(entry, base, reading, profile);
    profiles.push_back(std::move(profile));
  }
}

std::vector<MappingDescription> describe_profiles() {
  return {describe<ProfileDraft>("profile", "The same scenarios under another load.", {},
                                 profile_keys)};
}

}  // namespace loadgate
