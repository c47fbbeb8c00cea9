// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/transport/address.h"
#include "load/transport/transport.h"

namespace loadgate {

/// 301, 302, 303, 307, 308 with a Location: what a client follows (RFC 9110 §15.4).
const std::string* location_of(const Exchange& answer);

/// Where an answer leads to: the parser, which holds the request's address, is set to that one.
/// A detail of why it may not be followed, empty: it may.
std::string resolve_redirect(CURLU* parser, const Origin& target, const std::string& location);

/// Makes the request that follows an answer of this status: to a GET without body after 303, and as
/// browsers do it also after 301 and 302 to a POST; else with method and body as they were.
void redirect(WireRequest& request, int status, CURLU* parser);

}  // namespace loadgate
