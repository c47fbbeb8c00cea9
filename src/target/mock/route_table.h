// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "target/mock/config.h"

namespace loadgate::mock {

struct RouteMatch {
  std::size_t route;                          ///< index in the config
  std::vector<std::string_view> path_values;  ///< of the `{name}` segments, in order
};

/// Finds the route of a request: an exact path before a pattern, patterns in the config's order.
class RouteTable {
 public:
  explicit RouteTable(const std::vector<MockRoute>& routes);
  /// `path` without its query.
  std::optional<RouteMatch> find(std::string_view method, std::string_view path) const;

 private:
  struct Pattern {
    std::size_t route;
    std::string method;
    std::vector<std::string> segments;
  };
  std::unordered_map<std::string, std::size_t> exact_;  // "GET /items"
  std::vector<Pattern> patterns_;
};

/// "/a/{b}" -> "a", "{b}".
std::vector<std::string_view> path_segments(std::string_view path);
bool is_parameter(std::string_view segment);

}  // namespace loadgate::mock
