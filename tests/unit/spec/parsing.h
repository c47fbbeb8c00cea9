// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>

#include "spec/parse.h"
#include "support/vocabulary.h"

namespace loadgate::testing {

/// A spec that must be right; the message of its mistakes is the test's failure.
inline Spec parse(std::string_view text) {
  Result<Spec> spec = parse_spec(text, "shop.yaml", vocabulary());
  if (!spec) {
    ADD_FAILURE() << spec.error().message << "\nof:\n" << text;
    return {};
  }
  return std::move(*spec);
}

/// Everything that is wrong with it: empty if nothing is.
inline std::string mistakes_in(std::string_view text) {
  const Result<Spec> spec = parse_spec(text, "shop.yaml", vocabulary());
  return spec ? "" : spec.error().message;
}

inline const std::string small_text =
    "version: 1\n"
    "target: http://127.0.0.1:8080\n"
    "scenario: [GET /api/items]\n"
    "load: {rate: 50/s, for: 30s}\n";

/// The smallest spec with this line instead of the one that begins alike ("load: …").
inline std::string with_line(std::string_view line) {
  const std::string key(line.substr(0, line.find(':') + 1));
  std::string text;
  bool is_replaced = false;
  std::istringstream lines(small_text);
  for (std::string old; std::getline(lines, old);) {
    const bool is_same = old.starts_with(key);
    text += (is_same ? std::string(line) : old) + "\n";
    is_replaced = is_replaced || is_same;
  }
  return is_replaced ? text : text + std::string(line) + "\n";
}

/// The smallest spec with this as its only step.
inline std::string with_step(std::string_view step) {
  return "version: 1\ntarget: http://127.0.0.1:8080\nscenario:\n  - " + std::string(step) +
         "\nload: {rate: 50/s, for: 30s}\n";
}

}  // namespace loadgate::testing
