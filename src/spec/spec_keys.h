// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "spec/mappings.h"

namespace loadgate {

inline constexpr std::string_view name_hint =
    "letters, digits, '-', '_' and '.', beginning with a letter, digit or '_'";

/// A name that is safe as part of a file's name on every system.
bool is_safe_file_name(std::string_view name);

/// The whole file into the spec, which holds the defaults.
void read_spec_mapping(const SpecNode& node, Reading& reading, Spec& spec);

}  // namespace loadgate
