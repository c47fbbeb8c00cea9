// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "base/spelling.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

std::string unknown_profile(const Spec& spec, const std::string& profile) {
  std::vector<std::string_view> names;
  for (const Profile& known : spec.profiles) {
    names.emplace_back(known.name);
  }
  return names.empty() ? "add it: profiles: {" + profile + ": {load: {rate: 100/s, for: 60s}}}"
                       : spelling_hint(profile, names);
}

std::string file_of(const std::string& baseline, const std::string& profile) {
  const std::filesystem::path file = baseline;
  const std::string name = file.stem().string() + "." + profile + file.extension().string();
  return (file.parent_path() / name).string();
}

}  // namespace

Result<Spec> with_profile(Spec spec, const std::string& name) {
  const auto found = std::ranges::find(spec.profiles, name, &Profile::name);
  if (found == spec.profiles.end()) {
    return invalid_input(spec.file + ": the spec has no profile '" + name + "'",
                         unknown_profile(spec, name));
  }
  const Profile& profile = *found;
  spec.load = profile.load;
  spec.profile = profile.name;
  spec.baseline.file = file_of(spec.baseline.file, profile.name);
  return spec;
}

}  // namespace loadgate
