// SPDX-License-Identifier: Apache-2.0
#include "target/mock/request.h"

#include <algorithm>

namespace loadgate::mock {
std::string_view Request::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields, [name](const Field& field) { return equal_without_case(field.name, name); });
  return found != fields.end() ? found->value : std::string_view{};
}

std::string_view Request::path() const {
  return target.substr(0, target.find('?'));
}

std::string_view Request::query() const {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

}  // namespace loadgate::mock
