// SPDX-License-Identifier: Apache-2.0
// No text can start a workflow command, and masking leaves no secret behind.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/secrets.h"
#include "ci/ci.h"

namespace {

void require(bool holds) {
  if (!holds) {
    __builtin_trap();
  }
}

/// As the runner looks for commands: `##[` anywhere, `::` after leading white space.
bool has_command(const std::string& text) {
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t\v\f");
    if (line.find("##[") != std::string::npos ||
        (first != std::string::npos && line.compare(first, 2, "::") == 0)) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  require(!has_command(loadgate::neutralise_commands(text)));
  require(loadgate::is_utf8(loadgate::printable(text, 512)));
  loadgate::Secrets secrets;
  secrets.add("sesame-4711");
  require(secrets.mask(text + "sesame-4711").find("sesame-4711") == std::string::npos);
  return 0;
}
