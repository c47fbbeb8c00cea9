// SPDX-License-Identifier: Apache-2.0
#include "spec/parse.h"

#include <filesystem>

#include "base/files.h"
#include "spec/checks.h"
#include "spec/mappings.h"
#include "spec/read_yaml.h"
#include "spec/spec_keys.h"

namespace loadgate {
namespace {

constexpr std::size_t largest_file = std::size_t{1} << 20U;

/// Every documented default that is known before the plan.
Spec default_spec(std::string_view file) {
  return Spec{.file = std::string(file),
              .name = {},
              .description = {},
              .target = default_target(),
              .data = {},
              .scenarios = {},
              .load = {.seed = 1,
                       .arrivals = Arrivals::constant,
                       .phases = {},
                       .max_in_flight = std::nullopt,
                       .preflight = true},
              .baseline = {.file = {},
                           .read_from = "auto",
                           .max_runs = 10,
                           .min_runs = 5,
                           .on_missing = Policy::warn,
                           .on_mismatch = MismatchPolicy::inconclusive},
              .gate = {.confidence = 0.95, .on_inconclusive = Policy::warn},
              .rules = {},
              .has_rules = false,
              .reports = {.dir = "loadgate-report", .formats = {"markdown", "junit", "json"}}};
}

/// What a key left out takes from other parts: the name from the file, the baseline from the name.
void fill_names(const SpecNode& root, Reading& reading, Spec& spec) {
  if (root.kind == NodeKind::mapping && find_value(root, "name") == nullptr) {
    spec.name = std::filesystem::path(spec.file).stem().string();
    if (!is_safe_file_name(spec.name) || spec.name.size() > 100) {
      reading.fail(root.where,
                   "the file's name '" + spec.name + "' cannot name baseline and reports",
                   "add a 'name': " + std::string(name_hint));
    }
  }
  if (spec.baseline.file.empty()) {
    spec.baseline.file = "baselines/" + spec.name + ".json";
  }
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

}  // namespace

Result<Spec> parse_spec(std::string_view text, std::string_view file,
                        const Vocabulary& vocabulary) {
  if (text.size() > largest_file) {
    return invalid_input(std::string(file) + ": the spec is larger than 1 MiB",
                         "move data into CSV or JSONL files");
  }
  text = without_byte_order_mark(text);
  Diagnostics diagnostics;
  Source source(text);
  Spec spec = default_spec(file);
  if (const std::optional<SpecNode> root = read_yaml(text, source, diagnostics)) {
    Reading reading{vocabulary, source, diagnostics};
    read_spec_mapping(*root, reading, spec);
    fill_names(*root, reading, spec);
    check_references(spec, reading);
    check_data_is_used(*root, spec, reading);
    check_targets(spec, reading);
    check_provision(spec, reading);
    check_addresses(spec, reading);
    check_cookies(spec, reading);
    check_rule_patterns(*root, spec, reading);
  }
  if (diagnostics.count() > 0) {
    return invalid_input(diagnostics.render(file, text));
  }
  return spec;
}

Result<Spec> read_spec(const std::string& file, const Vocabulary& vocabulary) {
  ASSIGN_OR_RETURN(const std::string text, read_file(file, largest_file));
  return parse_spec(text, file, vocabulary);
}

}  // namespace loadgate
