// SPDX-License-Identifier: Apache-2.0
#include "report/error_classes.h"

#include <algorithm>
#include <map>

namespace loadgate {
namespace {

const OutcomeName* find_outcome(std::string_view name) {
  const auto outcomes = all_outcomes();
  const auto found = std::ranges::find(outcomes, name, &OutcomeName::name);
  return found == outcomes.end() ? nullptr : &*found;
}

bool counts_as_error(std::string_view name) {
  const OutcomeName* outcome = find_outcome(name);
  return outcome != nullptr && is_error(outcome->outcome);
}

std::string example_text(const ErrorExample& example) {
  const std::string status = example.status == 0 ? "" : "HTTP " + std::to_string(example.status);
  if (status.empty() || example.detail.empty()) {
    return status + example.detail;
  }
  return status + ": " + example.detail;
}

std::vector<std::string> examples_of(const Report& report, std::string_view name) {
  constexpr std::size_t most = 2;
  std::vector<std::string> examples;
  for (const ErrorExample& example : report.errors) {
    std::string text = example_text(example);
    const bool is_new = std::ranges::find(examples, text) == examples.end();
    if (describe(example.outcome).name == name && !text.empty() && is_new &&
        examples.size() < most) {
      examples.push_back(std::move(text));
    }
  }
  return examples;
}

void add(ErrorClass& error, const ScopeFigures& scope, std::uint64_t count) {
  error.count += count;
  if (std::ranges::find(error.steps, scope.step) == error.steps.end()) {
    error.steps.push_back(scope.step);
  }
}

}  // namespace

std::vector<ErrorClass> error_classes(const Report& report) {
  std::map<std::string, ErrorClass> by_name;
  for (const ScopeSummary& scope : report.scopes) {
    for (const auto& [name, count] : scope.now.outcomes) {
      if (counts_as_error(name) && count > 0 && scope.now.data_class.empty()) {
        add(by_name.try_emplace(name, ErrorClass{name, 0, {}, {}, {}}).first->second, scope.now,
            count);
      }
    }
  }
  std::vector<ErrorClass> classes;
  for (auto& [name, error] : by_name) {
    error.advice = find_outcome(name)->advice;
    error.examples = examples_of(report, name);
    classes.push_back(std::move(error));
  }
  std::ranges::stable_sort(classes, std::ranges::greater{}, &ErrorClass::count);
  return classes;
}

bool is_scenario(const ScopeFigures& scope) {
  return scope.step.find('/') == std::string::npos;
}

std::uint64_t requests_of(const Report& report) {
  std::uint64_t requests = 0;
  for (const ScopeSummary& scope : report.scopes) {
    const bool is_part = is_scenario(scope.now) || !scope.now.data_class.empty();
    requests += is_part ? 0 : scope.now.requests;
  }
  return requests;
}

}  // namespace loadgate
