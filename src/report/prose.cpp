// SPDX-License-Identifier: Apache-2.0
#include "report/prose.h"

#include <cctype>

namespace loadgate {

Prose names(const std::vector<std::string>& list) {
  constexpr std::size_t most = 5;
  const std::size_t shown = list.size() > most + 1 ? most : list.size();
  Prose prose;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == shown && shown == list.size();
    if (i > 0) {
      prose.push_back(plain(is_last ? " and " : ", "));
    }
    prose.push_back(name(list[i]));
  }
  if (shown < list.size()) {
    prose.push_back(plain(" and " + std::to_string(list.size() - shown) + " more"));
  }
  return prose;
}

std::string as_sentence(std::string text) {
  if (text.empty()) {
    return text;
  }
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text.ends_with('.') ? text : text + ".";
}

Prose& operator+=(Prose& prose, const Prose& more) {
  prose.insert(prose.end(), more.begin(), more.end());
  return prose;
}

}  // namespace loadgate
