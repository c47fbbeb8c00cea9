// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace loadgate {

/// Error: this process may open fewer files than any load needs. A mock of ours that could take no
/// connection would look like a service that does not answer.
Result<void> check_open_files();

}  // namespace loadgate
