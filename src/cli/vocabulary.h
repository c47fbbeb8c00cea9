// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/vocabulary.h"

namespace loadgate {

/// The words of metrics, error classes and formats, from the tables of their rooms.
Vocabulary full_vocabulary();

}  // namespace loadgate
