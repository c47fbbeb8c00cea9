// SPDX-License-Identifier: Apache-2.0
#include "plan/reference_value.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "plan/canonical_text.h"
#include "plan/drawn_value.h"
#include "plan/jsonl.h"
#include "plan/mistakes.h"
#include "spec/provisioned.h"

namespace loadgate {
namespace {

ReferenceValue plain(std::string text) {
  return {std::move(text), ValueType::string};
}
ReferenceValue number(std::uint64_t value) {
  return {std::to_string(value), ValueType::json};
}

std::string name_of(const Reference& reference) {
  Reference bare = reference;
  bare.fallback.reset();
  bare.coercion = Coercion::none;
  return canonical_text(bare);
}

Result<ReferenceValue> fallback_or(const Reference& reference, std::string_view file,
                                   std::string_view message, std::string hint) {
  if (reference.fallback) {
    return plain(*reference.fallback);
  }
  return invalid_input(
      place_of(file, reference.where) + name_of(reference) + " " + std::string(message),
      std::move(hint));
}

/// How to set what comes from outside.
struct OutsideRow {
  ReferenceKind kind;
  std::map<std::string, std::string> Outside::*values;
  std::string_view before_name;
  std::string_view after_name;
};
constexpr std::array outside_rows{
    OutsideRow{ReferenceKind::environment, &Outside::environment, "set the environment variable ",
               ", or write a default after ':-'"},
    OutsideRow{ReferenceKind::secret, &Outside::environment, "set the environment variable ",
               "; a CI hands secrets on by name, and pull requests of forks get none"},
    OutsideRow{ReferenceKind::variable, &Outside::variables, "add --var ",
               "=VALUE, or write a default after ':-'"},
};

Result<ReferenceValue> captured_value(const std::string& name, const Reference& reference,
                                      const RenderContext& context) {
  const auto captured = context.captures.find(name);
  if (captured == context.captures.end()) {
    return fallback_or(reference, context.plan.spec.file, "has not been captured in this flow",
                       "the step that captures it has failed or comes later");
  }
  // A server sent this: a text that only claims to be JSON must not break out of its place.
  const bool is_value = captured->second.is_json && is_json(captured->second.text);
  return ReferenceValue{captured->second.text, is_value ? ValueType::json : ValueType::string};
}

Result<ReferenceValue> column_value(const Reference& reference, const RenderContext& context) {
  const std::vector<DataTable>& data = context.plan.data;
  const auto table = std::ranges::find(data, reference.source, &DataTable::name);
  if (table != data.end() && table->rows.empty()) {
    return captured_value(provisioned_name(reference.name), reference, context);
  }
  if (table != data.end()) {
    const auto column = std::ranges::find(table->columns, reference.name);
    if (column != table->columns.end()) {
      const auto source = static_cast<std::size_t>(table - data.begin());
      const auto& row = table->rows[data_row(context.plan, source, context.flow)];
      const std::string& cell = row[static_cast<std::size_t>(column - table->columns.begin())];
      if (!cell.empty() || !reference.fallback) {
        return ReferenceValue{cell, table->is_json ? ValueType::json : ValueType::string};
      }
    }
  }
  return fallback_or(reference, context.plan.spec.file, "is no column of the data", {});
}

Result<ReferenceValue> capture_value(const Reference& reference, const RenderContext& context) {
  return captured_value(reference.name, reference, context);
}

/// The preflight's own numbers only keep its draws apart from the plan's: it shows 0.
Result<ReferenceValue> iteration_value(const Reference&, const RenderContext& context) {
  const FlowIdentity& flow = context.flow;
  const std::uint64_t planned = flow.kind == FlowKind::user ? flow.iteration : flow.ordinal;
  return number(flow.kind == FlowKind::preflight ? 0 : planned);
}

Result<ReferenceValue> user_value(const Reference&, const RenderContext& context) {
  const FlowIdentity& flow = context.flow;
  return number(flow.kind == FlowKind::preflight ? 0 : flow.owner);
}

Result<ReferenceValue> integer_value(const Reference& reference, const RenderContext& context) {
  return ReferenceValue{std::to_string(drawn_integer(reference, context)), ValueType::json};
}

Result<ReferenceValue> choice_value(const Reference& reference, const RenderContext& context) {
  return plain(drawn_choice(reference, context));
}

Result<ReferenceValue> uuid_value(const Reference& reference, const RenderContext& context) {
  return plain(drawn_uuid(reference, context));
}

Result<ReferenceValue> now_value(const Reference&, const RenderContext& context) {
  return plain(write_timestamp(context.now));
}

struct FlowRow {
  ReferenceKind kind;
  Result<ReferenceValue> (*value)(const Reference& reference, const RenderContext& context);
};
constexpr std::array flow_rows{
    FlowRow{ReferenceKind::column, column_value},
    FlowRow{ReferenceKind::capture, capture_value},
    FlowRow{ReferenceKind::random_integer, integer_value},
    FlowRow{ReferenceKind::random_choice, choice_value},
    FlowRow{ReferenceKind::uuid, uuid_value},
    FlowRow{ReferenceKind::iteration, iteration_value},
    FlowRow{ReferenceKind::user, user_value},
    FlowRow{ReferenceKind::now, now_value},
};

Result<ReferenceValue> coerced(const Reference& reference, ReferenceValue value,
                               std::string_view file) {
  if (reference.coercion == Coercion::string) {
    return plain(text_of(value));
  }
  if (reference.coercion == Coercion::none) {
    return value;
  }
  std::string text = text_of(value);
  if (!is_json_number(text)) {
    // The value may be a secret: it is not shown.
    return invalid_input(place_of(file, reference.where) + name_of(reference) + " is no number",
                         "'number:' needs a value as JSON writes numbers: 12, -0.5, 1e3");
  }
  return ReferenceValue{std::move(text), ValueType::json};
}

}  // namespace

Result<ReferenceValue> outside_value_of(const Reference& reference, const Outside& outside,
                                        std::string_view file) {
  const auto row = std::ranges::find(outside_rows, reference.kind, &OutsideRow::kind);
  if (row == outside_rows.end()) {
    return invalid_input(
        place_of(file, reference.where) + name_of(reference) + " has no value outside of a flow",
        "use env:, secret: or var: here");
  }
  const std::string hint =
      std::string(row->before_name) + reference.name + std::string(row->after_name);
  const auto& values = outside.*row->values;
  const auto value = values.find(reference.name);
  if (value == values.end()) {
    ASSIGN_OR_RETURN(ReferenceValue other, fallback_or(reference, file, "is not set", hint));
    return coerced(reference, std::move(other), file);
  }
  // As in a shell, `:-` serves empty values too: a CI hands on a secret that it lacks as "".
  const bool needs_text = reference.fallback || reference.kind == ReferenceKind::secret;
  if (value->second.empty() && needs_text) {
    ASSIGN_OR_RETURN(ReferenceValue other, fallback_or(reference, file, "is empty", hint));
    return coerced(reference, std::move(other), file);
  }
  return coerced(reference, plain(value->second), file);
}

Result<ReferenceValue> value_of(const Reference& reference, const RenderContext& context) {
  const std::string& file = context.plan.spec.file;
  const auto row = std::ranges::find(flow_rows, reference.kind, &FlowRow::kind);
  if (row == flow_rows.end()) {
    return outside_value_of(reference, context.outside, file);
  }
  ASSIGN_OR_RETURN(ReferenceValue value, row->value(reference, context));
  return coerced(reference, std::move(value), file);
}

std::string text_of(const ReferenceValue& value) {
  return value.type == ValueType::json ? plain_text(value.text) : value.text;
}

}  // namespace loadgate
