// SPDX-License-Identifier: Apache-2.0
#include "cli/masked_log.h"

#include "base/files.h"

namespace loadgate {

MaskedLog::~MaskedLog() {
  constexpr std::uint64_t most = 64 << 20;
  std::error_code error;
  if (!std::filesystem::exists(file_, error)) {
    return;
  }
  const Result<std::string> text = read_file(file_, most);
  const std::string masked =
      text ? secrets_.mask(*text) : "the output is too large to take secrets out of it\n";
  if (text && masked == *text) {
    return;
  }
  if (!write_file(file_, masked)) {
    std::filesystem::remove(file_, error);  // better no log than one that tells
  }
}

}  // namespace loadgate
