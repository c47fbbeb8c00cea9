// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "spec/diagnostics.h"
#include "spec/node.h"
#include "spec/source.h"
#include "spec/vocabulary.h"

namespace loadgate {

/// What every reader of a part of the tree needs: the words it may meet, and where mistakes go.
struct Reading {
  const Vocabulary& vocabulary;
  const Source& source;
  Diagnostics& diagnostics;

  void fail(Position where, std::string message, std::string hint = {}) {
    diagnostics.add(where, std::move(message), std::move(hint));
  }
};

/// Stores what a reader found; a reader that found a mistake has reported it already.
template <typename Field, typename Value>
void set(Field& field, std::optional<Value> value) {
  if (value) {
    field = std::move(*value);
  }
}

}  // namespace loadgate
