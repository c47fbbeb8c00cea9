// SPDX-License-Identifier: Apache-2.0
#include "load/classify.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

struct StatusClass {
  int low;
  int high;
  Outcome outcome;
};

// The first row that matches.
constexpr std::array status_classes{
    StatusClass{0, 399, Outcome::ok},           StatusClass{429, 429, Outcome::rate_limited},
    StatusClass{401, 401, Outcome::auth},       StatusClass{403, 403, Outcome::auth},
    StatusClass{503, 503, Outcome::overloaded}, StatusClass{529, 529, Outcome::overloaded},
    StatusClass{400, 499, Outcome::client_4xx}, StatusClass{500, 599, Outcome::server_5xx},
};

std::string describe_range(const StatusRange& range) {
  if (range.low == range.high) {
    return std::to_string(range.low);
  }
  if (range.low % 100 == 0 && range.high == range.low + 99) {
    return std::to_string(range.low / 100) + "xx";
  }
  return std::to_string(range.low) + "-" + std::to_string(range.high);
}

}  // namespace

Outcome classify_status(int status) {
  const auto* row = std::ranges::find_if(status_classes, [status](const StatusClass& candidate) {
    return candidate.low <= status && status <= candidate.high;
  });
  return row == status_classes.end() ? Outcome::protocol : row->outcome;
}

bool is_expected_status(std::span<const StatusRange> expected, int status) {
  if (expected.empty()) {
    return classify_status(status) == Outcome::ok;
  }
  return std::ranges::any_of(expected, [status](const StatusRange& range) {
    return range.low <= status && status <= range.high;
  });
}

std::string describe_ranges(std::span<const StatusRange> expected) {
  std::string text;
  for (const StatusRange& range : expected) {
    text += (text.empty() ? "" : " or ") + describe_range(range);
  }
  return text.empty() ? "below 400" : text;
}

}  // namespace loadgate
