// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loadgate {

/// Markdown: one table of keys a mapping, and the list of what is not supported yet. A block of
/// docs/spec.md.
std::string key_reference();

}  // namespace loadgate
