// SPDX-License-Identifier: Apache-2.0
#include "plan/json_schema.h"

// Without it valijson ends the process where something is wrong.
#define VALIJSON_USE_EXCEPTIONS 1

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/constraint_builder.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "base/encoding.h"
#include "plan/prepare_schema.h"

namespace loadgate {
namespace {

using valijson::ValidationResults;
using valijson::adapters::Adapter;
using Context = std::vector<std::string>;

/// Texts that a pattern matches somewhere: `pattern` and `format`.
class TextConstraint final : public valijson::constraints::PolyConstraint {
 public:
  TextConstraint(const std::string& pattern, std::string complaint)
      : pattern_(pattern, re2::RE2::Quiet), complaint_(std::move(complaint)) {
    if (!pattern_.ok()) {
      throw std::runtime_error("'" + pattern + "' is no pattern of RE2: " + pattern_.error());
    }
  }

  bool validate(const Adapter& target, const Context& context,
                ValidationResults* results) const override {
    if (!target.isString()) {
      return true;
    }
    const std::string text = target.getString();
    if (re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern_)) {
      return true;
    }
    if (results != nullptr) {
      results->pushError(context, complaint_);
    }
    return false;
  }

 private:
  Constraint* cloneInto(void* place) const override {
    return ::new (place) TextConstraint(pattern_.pattern(), complaint_);
  }
  size_t sizeOf() const override { return sizeof(TextConstraint); }

  re2::RE2 pattern_;
  std::string complaint_;
};

/// 1 and 1.0 are equal (JSON Schema draft 7, core §4.2.3).
std::string canonical_number(const Adapter& value) {
  constexpr double exact_integers = 9007199254740992.0;  // 2^53
  if (value.isInteger()) {
    return std::to_string(value.getInteger());
  }
  const double number = value.getNumber();
  const bool is_whole = std::abs(number) < exact_integers && std::trunc(number) == number;
  return is_whole ? std::to_string(static_cast<std::int64_t>(number))
                  : nlohmann::json(number).dump();
}

/// One text for each value: equal values have equal ones.
std::string canonical(const Adapter& value) {
  if (value.isString()) {
    const std::string text = value.getString();
    return "s" + std::to_string(text.size()) + ":" + text;
  }
  if (value.isNumber()) {
    return "n" + canonical_number(value);
  }
  std::string text = value.isArray() ? "[" : "{";
  if (value.isArray()) {
    value.applyToArray([&text](const Adapter& item) {
      text += canonical(item);
      return true;
    });
    return text + "]";
  }
  if (value.isObject()) {
    value.applyToObject([&text](const std::string& name, const Adapter& member) {
      text += std::to_string(name.size()) + ":" + name + canonical(member);
      return true;
    });
    return text + "}";
  }
  return value.isBool() ? (value.getBool() ? "t" : "f") : "0";
}

class UniqueConstraint final : public valijson::constraints::PolyConstraint {
 public:
  bool validate(const Adapter& target, const Context& context,
                ValidationResults* results) const override {
    if (!target.isArray()) {
      return true;
    }
    std::vector<std::string> items;
    target.applyToArray([&items](const Adapter& item) {
      items.push_back(canonical(item));
      return true;
    });
    std::ranges::sort(items);
    if (std::ranges::adjacent_find(items) == items.end()) {
      return true;
    }
    if (results != nullptr) {
      results->pushError(context, "two items are equal");
    }
    return false;
  }

 private:
  Constraint* cloneInto(void* place) const override { return ::new (place) UniqueConstraint(); }
  size_t sizeOf() const override { return sizeof(UniqueConstraint); }
};

/// Allows everything: a note.
class NoConstraint final : public valijson::constraints::PolyConstraint {
 public:
  bool validate(const Adapter&, const Context&, ValidationResults*) const override { return true; }

 private:
  Constraint* cloneInto(void* place) const override { return ::new (place) NoConstraint(); }
  size_t sizeOf() const override { return sizeof(NoConstraint); }
};

// A step costs what valijson copies for it, which is the place of the value: its depth. Together
// half a second: a million steps four levels deep. The largest body that is read has fewer values.
constexpr std::uint64_t most_cost = 4'000'000;
// Each step may note a mistake.
constexpr std::uint64_t most_explaining_cost = 100'000;

struct TooManySteps : std::runtime_error {
  TooManySteps() : std::runtime_error("too many steps") {}
};

/// Of the validation that this thread is at: valijson hands nothing of ours through.
std::uint64_t& cost_left() {
  thread_local std::uint64_t left = 0;
  return left;
}

class StepConstraint final : public valijson::constraints::PolyConstraint {
 public:
  bool validate(const Adapter&, const Context& context, ValidationResults*) const override {
    if (cost_left() < context.size()) {
      throw TooManySteps();
    }
    cost_left() -= context.size();
    return true;
  }

 private:
  Constraint* cloneInto(void* place) const override { return ::new (place) StepConstraint(); }
  size_t sizeOf() const override { return sizeof(StepConstraint); }
};

struct FormatRow {
  std::string_view name;
  const char* pattern;
};
// RFC 3339 §5.6, RFC 4122 §3; other formats are notes, as draft 7 allows.
constexpr std::array format_rows{
    FormatRow{"date", R"(^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$)"},
    FormatRow{"time", R"(^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?)"
                      R"(([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$)"},
    FormatRow{"date-time", R"(^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt])"
                           R"(([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?)"
                           R"(([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$)"},
    FormatRow{"uuid", R"(^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$)"},
};

/// A keyword of ours and the function that makes its constraint.
class Builder final : public valijson::ConstraintBuilder {
 public:
  using Make = std::unique_ptr<valijson::constraints::Constraint> (*)(const Adapter& value);
  explicit Builder(Make function) : make_(function) {}
  valijson::constraints::Constraint* make(const Adapter& value) const override {
    return make_(value).release();
  }

 private:
  Make make_;
};

using Made = std::unique_ptr<valijson::constraints::Constraint>;

Made make_pattern(const Adapter& value) {
  if (!value.isString()) {
    throw std::runtime_error("the value of 'pattern' is no text");
  }
  const std::string pattern = value.getString();
  return std::make_unique<TextConstraint>(pattern, "the text does not match '" + pattern + "'");
}

Made make_format(const Adapter& value) {
  const std::string name = value.isString() ? value.getString() : "";
  const auto row = std::ranges::find(format_rows, name, &FormatRow::name);
  if (row == format_rows.end()) {
    return std::make_unique<NoConstraint>();
  }
  return std::make_unique<TextConstraint>(row->pattern, "the text is no " + name);
}

Made make_step(const Adapter& /*value*/) {
  return std::make_unique<StepConstraint>();
}

Made make_unique_items(const Adapter& value) {
  if (value.isBool() && value.getBool()) {
    return std::make_unique<UniqueConstraint>();
  }
  return std::make_unique<NoConstraint>();
}

std::string without_stop(std::string_view words) {
  return std::string(words.substr(0, words.size() - (words.ends_with('.') ? 1 : 0)));
}

/// valijson's words as ours: `["<root>", "[items]", "[0]"]` is "/items/0".
std::string in_words(const ValidationResults::Error& error) {
  std::string place;
  for (std::size_t i = 1; i < error.context.size(); ++i) {
    const std::string& part = error.context[i];
    const bool is_bracketed = part.starts_with('[') && part.ends_with(']');
    place += "/" + (is_bracketed ? part.substr(1, part.size() - 2) : part);
  }
  std::string words = without_stop(error.description);
  if (!words.empty() && words.front() >= 'A' && words.front() <= 'Z') {
    words.front() = static_cast<char>(words.front() + ('a' - 'A'));
  }
  return (place.empty() ? "" : "at " + place + ": ") + words;
}

}  // namespace

JsonSchema::JsonSchema(std::unique_ptr<valijson::Schema> schema) : schema_(std::move(schema)) {}
JsonSchema::JsonSchema(JsonSchema&& other) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&& other) noexcept = default;
JsonSchema::~JsonSchema() = default;

Result<JsonSchema> JsonSchema::parse(std::string_view text) {
  nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    return invalid_input("the file is no JSON", "expected a JSON Schema of draft 7");
  }
  RETURN_IF_ERROR(prepare_schema(document));
  auto schema = std::make_unique<valijson::Schema>();
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    // The parser deletes its builders.
    parser.addConstraintBuilder(schema_pattern, std::make_unique<Builder>(make_pattern).release());
    parser.addConstraintBuilder(schema_format, std::make_unique<Builder>(make_format).release());
    parser.addConstraintBuilder(schema_unique,
                                std::make_unique<Builder>(make_unique_items).release());
    parser.addConstraintBuilder(schema_step, std::make_unique<Builder>(make_step).release());
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), *schema);
  } catch (const std::exception& mistake) {
    return invalid_input(
        "the file is no JSON Schema: " + printable(without_stop(mistake.what()), 300),
        "expected a JSON Schema of draft 7");
  }
  return JsonSchema(std::move(schema));
}

Conformity JsonSchema::judge(const nlohmann::json& document) const {
  cost_left() = most_cost;
  try {
    valijson::Validator validator;
    const bool is_allowed =
        validator.validate(*schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
    return is_allowed ? Conformity::yes : Conformity::no;
  } catch (const TooManySteps&) {
    return Conformity::unknown;
  } catch (const std::exception&) {
    return Conformity::no;
  }
}

std::string JsonSchema::mistake_in(const nlohmann::json& document) const {
  ValidationResults results;
  cost_left() = most_explaining_cost;
  try {
    valijson::Validator validator;
    if (validator.validate(*schema_, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
      return {};
    }
  } catch (const TooManySteps&) {
    return "not as the schema says";
  } catch (const std::exception& mistake) {
    return without_stop(mistake.what());
  }
  // The first one is the innermost.
  return results.numErrors() == 0 ? "not as the schema says" : in_words(*results.begin());
}

}  // namespace loadgate
