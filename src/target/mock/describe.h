// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/mock/config.h"
#include "target/mock/record.h"
#include "target/mock/request.h"

namespace loadgate::mock {

Traffic traffic_of(const Request& request);

/// What the record keeps of a request itself, without any credential: of those a digest, of cookies
/// their names. `route` is null where none took the request; what became of it is left to fill in.
RecordedRequest describe(const Request& request, const MockConfig& config, const MockRoute* route);

/// The first 12 hexadecimal digits of its SHA-256; empty for nothing.
std::string credential_digest(std::string_view value);

}  // namespace loadgate::mock
