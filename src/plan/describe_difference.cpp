// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

const std::string* value_of(const DigestPart& part, const std::string& key) {
  const auto setting =
      std::ranges::find(part.settings, key, &std::pair<std::string, std::string>::first);
  return setting == part.settings.end() ? nullptr : &setting->second;
}

std::string shown(const std::string* value) {
  constexpr std::size_t longest = 60;
  if (value == nullptr) {
    return "without it";
  }
  if (value->empty()) {
    return "none";
  }
  return value->starts_with("sha256:") ? value->substr(0, 15) + "…" : printable(*value, longest);
}

/// The load's own keys speak for themselves; a step's need its name.
std::string difference(const DigestPart& recorded, const DigestPart& current,
                       const std::string& key) {
  const std::string* before = value_of(recorded, key);
  const std::string* now = value_of(current, key);
  const std::string owner = recorded.name == "load" ? "" : " of " + recorded.name;
  return (before == nullptr ? "recorded without it" : "recorded at " + shown(before)) +
         ", this run " + shown(now) + ": " + printable(key + owner, 200);
}

std::string with_profile(const std::string* name) {
  return name == nullptr ? "without a profile" : "with the profile '" + printable(*name, 60) + "'";
}

/// Another profile is the reason of every other difference.
std::string profile_difference(const DigestPart& recorded, const DigestPart& current) {
  const std::string* before = value_of(recorded, "profile");
  const std::string* now = value_of(current, "profile");
  const bool is_same = before == nullptr || now == nullptr ? before == now : *before == *now;
  return is_same ? "" : "recorded " + with_profile(before) + ", this run " + with_profile(now);
}

}  // namespace

std::string describe_difference(const DigestPart& recorded, const DigestPart& current) {
  if (const std::string words = profile_difference(recorded, current); !words.empty()) {
    return words;
  }
  for (const auto& [key, value] : recorded.settings) {
    const std::string* now = value_of(current, key);
    if (now == nullptr || *now != value) {
      return difference(recorded, current, key);
    }
  }
  for (const auto& [key, value] : current.settings) {
    if (value_of(recorded, key) == nullptr) {
      return difference(recorded, current, key);
    }
  }
  // The same settings in another order, or written by a version that digests otherwise.
  return recorded.digest == current.digest
             ? std::string()
             : "recorded with digest " + recorded.digest.substr(0, 12) + ", this run " +
                   current.digest.substr(0, 12) + ": " + recorded.name;
}

}  // namespace loadgate
