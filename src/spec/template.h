// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/units.h"

namespace loadgate {

/// A place in the spec, 1-based; line 0 where a value has no line of its own (a default).
struct Position {
  int line;
  int column;
  bool operator==(const Position&) const = default;
};

enum class ReferenceKind {
  environment,     ///< ${env:NAME}
  secret,          ///< ${secret:NAME}, read from the environment, masked everywhere
  variable,        ///< ${var:NAME}, from --var NAME=VALUE
  column,          ///< ${products.id}: `source` is the data source, `name` the column
  capture,         ///< ${token}: captured by an earlier step of the same flow
  random_integer,  ///< ${random:1..3}: `low` to `high`, both included
  random_choice,   ///< ${random:S|M|L}: one of `choices`
  uuid,            ///< a version 4 UUID drawn from the plan's seed
  iteration,       ///< closed phases: the user's own count from 0; open phases: the sequence number
  user,            ///< closed phases: the user's index; open phases: the sequence number
  now,             ///< RFC 3339 time of rendering; the one value that differs between runs
};

/// ${string:…} and ${number:…} force the JSON type of a lone reference.
enum class Coercion { none, string, number };

struct Reference {
  ReferenceKind kind;
  std::string name;
  std::string source;
  std::int64_t low;
  std::int64_t high;
  std::vector<std::string> choices;
  std::optional<std::string> fallback;  ///< after `:-`
  Coercion coercion;
  Position where;
  std::uint32_t draw = 0;  ///< number among the draws of its step, set by plan/
};

/// Text with holes, in order. No part: the empty text.
struct Template {
  std::vector<std::variant<std::string, Reference>> parts;
  Position where;
};

/// A JSON value with templates for strings. `quoted` keeps a lone literal a string; plain scalars
/// have been typed by the JSON schema of YAML 1.2 (null, true/false, numbers).
struct BodyValue {
  using List = std::vector<BodyValue>;
  struct Member;
  using Object = std::vector<Member>;  ///< in the spec's order
  struct Number {
    std::string text;  ///< as written, valid JSON
  };
  std::variant<std::nullptr_t, bool, Number, Template, List, Object> value;
};

/// A class of its own: a pair with an incomplete half inside a vector is refused by clang.
struct BodyValue::Member {
  std::string name;
  BodyValue value;
};

}  // namespace loadgate
