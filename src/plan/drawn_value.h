// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/render.h"

namespace loadgate {

/// ${random:low..high}, uniform, both ends included.
std::int64_t drawn_integer(const Reference& reference, const RenderContext& context);

/// ${random:a|b|c}
const std::string& drawn_choice(const Reference& reference, const RenderContext& context);

/// ${uuid}: version 4 of RFC 9562, from two draws.
std::string drawn_uuid(const Reference& reference, const RenderContext& context);

}  // namespace loadgate
