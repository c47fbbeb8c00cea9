// SPDX-License-Identifier: Apache-2.0
#include "target/mock/route_table.h"

#include <algorithm>

namespace loadgate::mock {
namespace {

std::optional<std::vector<std::string_view>> match(const std::vector<std::string>& pattern,
                                                   const std::vector<std::string_view>& segments) {
  if (pattern.size() != segments.size()) {
    return std::nullopt;
  }
  std::vector<std::string_view> values;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_parameter(pattern[i]) && !segments[i].empty()) {
      values.push_back(segments[i]);
    } else if (pattern[i] != segments[i]) {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace

std::vector<std::string_view> path_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/')) {
    segments.push_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  segments.push_back(path);
  return segments;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

RouteTable::RouteTable(const std::vector<MockRoute>& routes) {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const auto segments = path_segments(routes[i].path);
    if (std::none_of(segments.begin(), segments.end(), is_parameter)) {
      exact_.emplace(routes[i].method + " " + routes[i].path, i);
    } else {
      patterns_.push_back(
          {.route = i, .method = routes[i].method, .segments = {segments.begin(), segments.end()}});
    }
  }
}

std::optional<RouteMatch> RouteTable::find(std::string_view method, std::string_view path) const {
  std::string key{method};
  key += ' ';
  key += path;
  if (const auto found = exact_.find(key); found != exact_.end()) {
    return RouteMatch{.route = found->second, .path_values = {}};
  }
  const auto segments = path_segments(path);
  for (const Pattern& pattern : patterns_) {
    if (pattern.method != method) {
      continue;
    }
    if (auto values = match(pattern.segments, segments)) {
      return RouteMatch{.route = pattern.route, .path_values = std::move(*values)};
    }
  }
  return std::nullopt;
}

}  // namespace loadgate::mock
