// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/mock/answer.h"
#include "target/mock/request.h"

namespace loadgate::mock {

/// 200 with what was sent, as JSON; of headers the names only. 400 for a damaged multipart body.
Answer echo(const Request& request);

}  // namespace loadgate::mock
