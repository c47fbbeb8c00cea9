// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loadgate {

/// 128 bits for products of 64-bit numbers; g++ and clang have them beyond ISO C++.
__extension__ using Int128 = __int128;
__extension__ using UnsignedInt128 = unsigned __int128;

}  // namespace loadgate
