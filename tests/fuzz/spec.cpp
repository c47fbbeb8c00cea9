// SPDX-License-Identifier: Apache-2.0
// A spec is parsed or refused with a message; a parsed one becomes a plan or is refused.
#include <cstdint>
#include <string_view>

#include "cli/vocabulary.h"
#include "plan/make_plan.h"
#include "spec/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const loadgate::Vocabulary vocabulary = loadgate::full_vocabulary();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto spec = loadgate::parse_spec(text, "fuzz.yaml", vocabulary);
  if (!spec && spec.error().message.empty()) {
    __builtin_trap();
  }
  return 0;
}
