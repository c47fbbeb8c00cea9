// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "target/mock/request.h"

namespace loadgate::mock {

/// Of every Cookie field, in their order (RFC 6265 §4.2).
std::vector<Field> cookies_of(const Request& request);

}  // namespace loadgate::mock
