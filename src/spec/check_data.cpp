// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>

#include "spec/checks.h"
#include "spec/read_template.h"
#include "spec/references.h"

namespace loadgate {
namespace {

bool has_text(const SpecNode& node, std::string_view text) {
  return node.text.find(text) != std::string::npos ||
         std::ranges::any_of(node.items,
                             [&](const SpecNode& item) { return has_text(item, text); }) ||
         std::ranges::any_of(node.entries,
                             [&](const Entry& entry) { return has_text(entry.value, text); });
}

}  // namespace

void check_data_is_used(const SpecNode& root, const Spec& spec, Reading& reading) {
  std::set<std::string_view> used;
  const auto note = [&](const Reference& reference) {
    if (reference.kind == ReferenceKind::column) {
      used.insert(reference.source);
    }
  };
  visit_references(spec, note);
  // A text or a name with a mistake may be the one that uses the rows.
  const bool is_whole = reading.diagnostics.count() == 0;
  for (const DataSource& source : spec.data) {
    const bool may_be_used = used.contains(source.name) || !is_identifier(source.name) ||
                             (!is_whole && has_text(root, source.name + "."));
    if (!may_be_used) {
      reading.fail(source.where, "no step uses the data source '" + source.name + "'",
                   "write ${" + source.name + ".column} in a step, or remove it");
    }
  }
}

}  // namespace loadgate
