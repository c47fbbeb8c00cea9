// SPDX-License-Identifier: Apache-2.0
#include "spec/metric_name.h"

#include <algorithm>
#include <array>

#include "base/spelling.h"
#include "spec/scalars.h"

namespace loadgate {
namespace {

constexpr std::array statistics{
    Word<Statistic>{"mean", Statistic::mean},  Word<Statistic>{"p50", Statistic::p50},
    Word<Statistic>{"p75", Statistic::p75},    Word<Statistic>{"p90", Statistic::p90},
    Word<Statistic>{"p95", Statistic::p95},    Word<Statistic>{"p99", Statistic::p99},
    Word<Statistic>{"p99.9", Statistic::p999}, Word<Statistic>{"max", Statistic::max},
    Word<Statistic>{"total", Statistic::total}};

constexpr std::string_view classified_metric = "error_rate";

/// All of them: a near number, such as p95 for p98, would be another question.
std::string statistics_hint() {
  std::string names;
  for (const Word<Statistic>& statistic : statistics) {
    names += (names.empty() ? "" : ", ") + std::string(statistic.name);
  }
  return "the statistics are " + names;
}

std::optional<Statistic> read_statistic(const SpecNode& node, std::string_view name,
                                        std::string_view suffix, Reading& reading) {
  const auto statistic = std::ranges::find(statistics, suffix, &Word<Statistic>::name);
  if (statistic != statistics.end()) {
    return statistic->value;
  }
  if (suffix.empty()) {
    reading.fail(node.where, "metric '" + std::string(name) + "' needs a statistic",
                 "such as " + std::string(name) + ".p95");
    return std::nullopt;
  }
  reading.fail(node.where, "unknown statistic '" + std::string(suffix) + "'", statistics_hint());
  return std::nullopt;
}

bool check_scalar_suffix(const SpecNode& node, std::string_view name, std::string_view suffix,
                         Reading& reading) {
  const std::vector<std::string_view>& classes = reading.vocabulary.error_classes;
  if (suffix.empty()) {
    return true;
  }
  if (name != classified_metric) {
    reading.fail(node.where, "metric '" + std::string(name) + "' takes no statistic",
                 "it is one number: write " + std::string(name));
    return false;
  }
  if (std::ranges::find(classes, suffix) == classes.end()) {
    reading.fail(node.where, "unknown error class '" + std::string(suffix) + "'",
                 spelling_hint(suffix, classes));
    return false;
  }
  return true;
}

/// A name may hold a dot itself: the longest known one that the text begins with, else all before
/// the first dot.
std::string_view name_in(std::string_view text, const Vocabulary& vocabulary) {
  std::string_view name = text.substr(0, text.find('.'));
  for (const MetricName& metric : vocabulary.metrics) {
    const bool is_it = text.starts_with(metric.name) && metric.name.size() > name.size() &&
                       (text.size() == metric.name.size() || text[metric.name.size()] == '.');
    name = is_it ? metric.name : name;
  }
  return name;
}

std::optional<MetricName> find_metric_name(const SpecNode& node, std::string_view name,
                                           Reading& reading) {
  std::vector<std::string_view> built;
  for (const MetricName& metric : reading.vocabulary.metrics) {
    if (metric.name == name && metric.is_built) {
      return metric;
    }
    if (metric.name == name) {
      reading.fail(
          node.where, "metric '" + std::string(name) + "' is not supported yet",
          "take another metric, or remove the rule; docs/terminology.md lists what there is");
      return std::nullopt;
    }
    if (metric.is_built) {
      built.push_back(metric.name);
    }
  }
  reading.fail(node.where, "unknown metric '" + std::string(name) + "'",
               spelling_hint(name, built));
  return std::nullopt;
}

}  // namespace

std::optional<MetricChoice> read_metric(const SpecNode& node, Reading& reading) {
  const std::optional<std::string> text = read_text(node, reading);
  if (!text) {
    return std::nullopt;
  }
  const std::string name(name_in(*text, reading.vocabulary));
  const std::string suffix = name.size() < text->size() ? text->substr(name.size() + 1) : "";
  const std::optional<MetricName> metric = find_metric_name(node, name, reading);
  if (!metric) {
    return std::nullopt;
  }
  if (metric->shape == Shape::scalar) {
    return check_scalar_suffix(node, name, suffix, reading)
               ? std::optional(
                     MetricChoice{*metric, suffix.empty() ? name : *text, Statistic::value})
               : std::nullopt;
  }
  const std::optional<Statistic> statistic = read_statistic(node, name, suffix, reading);
  return statistic ? std::optional(MetricChoice{*metric, name, *statistic}) : std::nullopt;
}

std::vector<std::string> metric_texts(const Vocabulary& vocabulary) {
  std::vector<std::string> texts;
  for (const MetricName& metric : vocabulary.metrics) {
    const std::string name(metric.name);
    if (!metric.is_built) {
      continue;
    }
    if (metric.shape == Shape::scalar) {
      texts.push_back(name);
    } else {
      for (const Word<Statistic>& statistic : statistics) {
        texts.push_back(name + "." + std::string(statistic.name));
      }
    }
    if (name == classified_metric) {
      for (const std::string_view error_class : vocabulary.error_classes) {
        texts.push_back(name + "." + std::string(error_class));
      }
    }
  }
  return texts;
}

}  // namespace loadgate
