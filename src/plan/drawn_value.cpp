// SPDX-License-Identifier: Apache-2.0
#include "plan/drawn_value.h"

#include <limits>
#include <string_view>

#include "base/random.h"
#include "plan/draw_number.h"

namespace loadgate {
namespace {

/// Two keys for each reference, because a UUID needs two; `half` is 0 or 1.
DrawKey key_of(const Reference& reference, const RenderContext& context, std::uint32_t half) {
  return DrawKey{.seed = context.plan.spec.load.seed,
                 .purpose = Purpose::template_value,
                 .scenario = static_cast<std::uint16_t>(context.flow.scenario),
                 .owner = context.flow.owner,
                 .iteration = context.flow.iteration,
                 .draw = draw_number(context.step) + 2 * reference.draw + half};
}

void append_hex(std::string& text, std::uint64_t bits, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    text += "0123456789abcdef"[bits >> shift & 0xF];
  }
}

}  // namespace

std::int64_t drawn_integer(const Reference& reference, const RenderContext& context) {
  const auto low = static_cast<std::uint64_t>(reference.low);
  const std::uint64_t span = static_cast<std::uint64_t>(reference.high) - low;
  const DrawKey key = key_of(reference, context, 0);
  const bool is_whole_range = span == std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t extra = is_whole_range ? draw_bits(key) : draw_below(key, span + 1);
  return static_cast<std::int64_t>(low + extra);
}

const std::string& drawn_choice(const Reference& reference, const RenderContext& context) {
  return reference.choices[draw_below(key_of(reference, context, 0), reference.choices.size())];
}

std::string drawn_uuid(const Reference& reference, const RenderContext& context) {
  const std::uint64_t high = draw_bits(key_of(reference, context, 0));
  const std::uint64_t low = draw_bits(key_of(reference, context, 1));
  constexpr std::uint64_t version = 0x4000;
  constexpr std::uint64_t variant = 0x8000;
  std::string text;
  append_hex(text, high >> 32, 8);
  text += '-';
  append_hex(text, high >> 16, 4);
  text += '-';
  append_hex(text, version | (high & 0x0FFF), 4);
  text += '-';
  append_hex(text, variant | (low >> 48 & 0x3FFF), 4);
  text += '-';
  append_hex(text, low, 12);
  return text;
}

}  // namespace loadgate
