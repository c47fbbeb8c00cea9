// SPDX-License-Identifier: Apache-2.0
#include "target/mock/issued.h"

#include <cstdlib>
#include <utility>

#include "base/digest.h"

namespace loadgate::mock {
namespace {

constexpr std::size_t values_kept = 1'000'000;

/// "key_17_3f…" -> "17"
std::string number_in(std::string_view value) {
  const std::size_t first = value.find('_');
  const std::size_t second = value.find('_', first + 1);
  return second == std::string_view::npos
             ? ""
             : std::string{value.substr(first + 1, second - first - 1)};
}

}  // namespace

Issued::Issued(std::string kind, std::uint64_t seed)
    : kind_(std::move(kind)), seed_(seed), ends_(values_kept) {}

std::string Issued::issue(Nanoseconds expires) {
  std::string value = value_of(std::to_string(ends_.next()));
  ends_.add(expires);
  return value;
}

std::uint64_t Issued::number_of(std::string_view value, Nanoseconds now) {
  const Nanoseconds* end = find(value);
  return end != nullptr && now < *end ? std::strtoull(number_in(value).c_str(), nullptr, 10) : 0;
}

bool Issued::revoke(std::string_view value, Nanoseconds now) {
  Nanoseconds* end = find(value);
  if (end == nullptr || now >= *end) {
    return false;
  }
  *end = Nanoseconds::min();
  return true;
}

/// Nobody guesses it, and nothing but its end has to be kept.
std::string Issued::value_of(std::string_view number) const {
  const std::string name = kind_ + "_" + std::string{number};
  return name + "_" + sha256(std::to_string(seed_) + ":" + name).substr(0, 32);
}

Nanoseconds* Issued::find(std::string_view value) {
  const std::string number = number_in(value);
  return !number.empty() && value == value_of(number) ? ends_.find(number) : nullptr;
}

}  // namespace loadgate::mock
