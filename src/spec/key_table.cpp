// SPDX-License-Identifier: Apache-2.0
#include "spec/key_table.h"

#include "spec/mappings.h"

namespace loadgate {

void fail_unknown_key(const Entry& entry, std::string_view mapping,
                      std::span<const std::string_view> names, Reading& reading) {
  reading.fail(entry.where, "unknown key '" + entry.key + "' in '" + std::string(mapping) + "'",
               spelling_hint(entry.key, names));
}

void fail_not_yet(const Entry& entry, const KeyDescription& about, Reading& reading) {
  reading.fail(entry.where, "'" + entry.key + "' is not supported yet",
               about.description.empty()
                   ? "remove it; the end of docs/spec.md lists what this version does not do yet"
                   : std::string(about.description));
}

std::vector<MappingDescription> all_mappings() {
  std::vector<MappingDescription> all;
  for (const auto describe_part :
       {describe_spec, describe_target, describe_auth, describe_data, describe_scenarios,
        describe_bodies, describe_expectations, describe_load, describe_profiles, describe_gate,
        describe_rules, describe_waivers}) {
    for (MappingDescription& mapping : describe_part()) {
      all.push_back(std::move(mapping));
    }
  }
  return all;
}

}  // namespace loadgate
