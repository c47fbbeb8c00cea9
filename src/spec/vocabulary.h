// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace loadgate {

enum class Unit { nanoseconds, fraction, bytes, per_second, count };
enum class Better { lower, higher };
enum class Shape {
  distribution,  ///< one value a request: needs a statistic
  scalar,        ///< one number a scope: takes none
};

struct MetricName {
  std::string_view name;
  Unit unit;
  Better better;
  Shape shape;
  bool is_built;  ///< false: a known word, refused as "not supported yet"
};

/// The words that a spec may use but that belong to later layers; cli/ fills it from their tables.
struct Vocabulary {
  std::vector<MetricName> metrics;
  std::vector<std::string_view> error_classes;  ///< suffixes of error_rate, classes and groups
  std::vector<std::string_view> formats;
  std::vector<std::string_view> answer_classes = {};  ///< error classes of an answer's status
};

}  // namespace loadgate
