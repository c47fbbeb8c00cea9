// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "judge/draft.h"

namespace loadgate {

/// Nothing where no old build was measured.
std::optional<PairingNote> pairing_note(const Case& judged, const std::vector<Draft>& drafts);

}  // namespace loadgate
