// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>

#include "spec/checks.h"
#include "spec/find_target.h"
#include "spec/read_template.h"
#include "spec/references.h"

namespace loadgate {
namespace {

/// Scheme, host and port of an address in small letters, without the scheme's usual port; nothing
/// for a path.
std::optional<std::string> origin_of(std::string_view address) {
  if (!address.starts_with("http://") && !address.starts_with("https://")) {
    return std::nullopt;
  }
  const std::size_t host = address.find("//") + 2;
  std::string origin(address.substr(0, address.find_first_of("/?", host)));
  std::ranges::transform(origin, origin.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  const std::string_view usual_port = origin.starts_with("https:") ? ":443" : ":80";
  if (std::string_view(origin).substr(host).ends_with(usual_port)) {
    origin.resize(origin.size() - usual_port.size());
  }
  return origin;
}

/// A host that a reference goes on after the literal is not known, and so never equal.
std::optional<std::string> written_origin(const Template& path) {
  const auto* literal =
      path.parts.empty() ? nullptr : std::get_if<std::string>(&path.parts.front());
  if (literal == nullptr) {
    return std::nullopt;
  }
  return origin_of(path.parts.size() > 1 ? *literal + "${…}" : *literal);
}

/// Where requests go, as far as it is written out.
struct Destination {
  std::optional<std::string> origin;  ///< of a mock none: its port is chosen when it starts
  std::string name;
  bool is_known;
};

Destination destination_of(const Target& target) {
  if (!target.mock.empty()) {
    return {.origin = std::nullopt,
            .name = target.name.empty() ? "the mock" : in_words(target),
            .is_known = true};
  }
  const std::optional<std::string> url = literal_text(target.url);
  const std::optional<std::string> origin = url ? origin_of(*url) : std::nullopt;
  return {.origin = origin, .name = in_words(target), .is_known = origin.has_value()};
}

}  // namespace

void check_addresses(const Spec& spec, Reading& reading) {
  for (const Scenario* flow : all_flows(spec)) {
    for (const Step& step : flow->steps) {
      const Destination target = destination_of(target_of(spec, step));
      const std::optional<std::string> origin = written_origin(step.path);
      if (target.is_known && origin && origin != target.origin) {
        reading.fail(step.path.where, "the request goes to " + *origin + ", not to " + target.name,
                     "headers and secrets of the target go nowhere else: write the path alone");
      }
    }
  }
}

}  // namespace loadgate
