// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "spec/diagnostics.h"
#include "spec/node.h"
#include "spec/source.h"

namespace loadgate {

/// One YAML document as a tree. Nothing where the text is no such document; duplicate keys are
/// mistakes as well, and the first one stays in the tree. Refused: more than 100,000 nodes or 4 MiB
/// of text with aliases expanded, nesting beyond 64, tags, merge keys, control characters.
std::optional<SpecNode> read_yaml(std::string_view text, Source& source, Diagnostics& diagnostics);

}  // namespace loadgate
