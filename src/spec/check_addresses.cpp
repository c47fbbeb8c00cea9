// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>

#include "spec/checks.h"
#include "spec/read_template.h"

namespace loadgate {
namespace {

/// Scheme, host and port of an address in small letters; nothing for a path.
std::optional<std::string> origin_of(std::string_view address) {
  if (!address.starts_with("http://") && !address.starts_with("https://")) {
    return std::nullopt;
  }
  const std::size_t host = address.find("//") + 2;
  std::string origin(address.substr(0, address.find_first_of("/?", host)));
  std::ranges::transform(origin, origin.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return origin;
}

/// A host that a reference goes on after the literal is not known, and so never equal.
std::optional<std::string> written_origin(const Template& path) {
  const auto* literal =
      path.parts.empty() ? nullptr : std::get_if<std::string>(&path.parts.front());
  if (literal == nullptr) {
    return std::nullopt;
  }
  std::optional<std::string> origin = origin_of(*literal);
  if (origin && origin->size() == literal->size() && path.parts.size() > 1) {
    *origin += "${…}";
  }
  return origin;
}

}  // namespace

void check_addresses(const Spec& spec, Reading& reading) {
  const std::optional<std::string> url = literal_text(spec.target.url);
  const std::optional<std::string> target = url ? origin_of(*url) : std::nullopt;
  for (const Scenario& scenario : spec.scenarios) {
    for (const Step& step : scenario.steps) {
      const std::optional<std::string> origin = written_origin(step.path);
      if (target && origin && *origin != *target) {
        reading.fail(step.path.where, "the request goes to " + *origin + ", not to the target",
                     "headers and secrets of the target go nowhere else: write the path alone");
      }
    }
  }
}

}  // namespace loadgate
