// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/units.h"

namespace loadgate {
namespace {

/// Three significant digits, at most `decimals` of them after the point: "212", "2.10", "41.0".
std::string significant(double value, int decimals) {
  const double magnitude = std::abs(value);
  int digits = 0;
  for (double edge = 99.95; digits < decimals && magnitude < edge; edge /= 10) {
    ++digits;
  }
  return fmt::format("{:.{}f}", value, digits);
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) {
    return text;
  }
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) {
    text.pop_back();
  }
  return text;
}

constexpr std::string_view minus = "−";  // U+2212: as wide as the plus

std::string with_sign(double value, std::string_view unit) {
  const double size = std::abs(value) * 100;
  const std::string digits = without_trailing_zeros(significant(size, size < 10 ? 2 : 1));
  if (digits == "0") {
    return fmt::format("±0 {}", unit);
  }
  return fmt::format("{}{} {}", value < 0 ? minus : "+", digits, unit);
}

}  // namespace

std::string format_duration(double nanoseconds) {
  struct Scale {
    double from;
    double size;
    std::string_view unit;
  };
  // From 999.5 of a unit on, three digits would round up to the next one.
  constexpr std::array scales{Scale{999.5e6, 1e9, "s"}, Scale{999.5e3, 1e6, "ms"},
                              Scale{999.5, 1e3, "µs"}};
  for (const Scale& scale : scales) {
    if (std::abs(nanoseconds) >= scale.from) {
      const int decimals = nanoseconds / scale.size >= 99.95 ? 0 : 2;
      return fmt::format("{} {}", significant(nanoseconds / scale.size, decimals), scale.unit);
    }
  }
  return nanoseconds == 0 ? "0 ms" : fmt::format("{:.0f} ns", nanoseconds);
}

std::string format_percent(double fraction) {
  return without_trailing_zeros(significant(fraction * 100, 2)) + " %";
}

std::string format_change(double fraction) {
  return with_sign(fraction, "%");
}

std::string format_points(double fraction) {
  return with_sign(fraction, "pp");
}

std::string format_count(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string format_number(double value) {
  const double magnitude = std::abs(value);
  if (magnitude >= 1e15 || (magnitude != 0 && magnitude < 1e-4)) {
    return fmt::format("{:.3g}", value);
  }
  if (magnitude >= 999.5) {
    const std::string digits = format_count(static_cast<std::uint64_t>(std::llround(magnitude)));
    return (value < 0 ? std::string(minus) : std::string()) + digits;
  }
  int decimals = 2;
  for (double edge = 0.9995; magnitude != 0 && magnitude < edge; edge /= 10) {
    ++decimals;
  }
  return without_trailing_zeros(significant(value, decimals));
}

std::string format_rate(double per_second) {
  return significant(per_second, 2) + "/s";
}

std::string format_size(double bytes) {
  constexpr std::array<std::string_view, 4> units{"B", "KiB", "MiB", "GiB"};
  std::size_t unit = 0;
  while (bytes >= 1023.5 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{} {}", without_trailing_zeros(significant(bytes, 2)), units[unit]);
}

}  // namespace loadgate
