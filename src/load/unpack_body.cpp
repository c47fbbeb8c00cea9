// SPDX-License-Identifier: Apache-2.0
#include "load/unpack_body.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/unpack.h"
#include "load/classify.h"
#include "load/header_name.h"

namespace loadgate {
namespace {

struct Coding {
  std::string_view name;
  Packing packing;
};
// RFC 9110 §8.4.1; others are never asked for by us, and looked at as they are.
constexpr std::array codings{Coding{"gzip", Packing::gzip}, Coding{"x-gzip", Packing::gzip},
                             Coding{"deflate", Packing::deflate}};

const Coding* coding_of(const Exchange& exchange) {
  for (const auto& [name, value] : exchange.headers) {
    if (name == "content-encoding") {
      const auto* found = std::ranges::find_if(
          codings, [&](const Coding& coding) { return is_same_name(coding.name, value); });
      return found == codings.end() ? nullptr : &*found;
    }
  }
  return nullptr;
}

bool is_checked(const StepProgram& step) {
  return step.reads_body || step.answer.size.has_value();
}

bool is_looked_at(const StepProgram& step, BodyReader reader, const Exchange& exchange) {
  const bool has_answer = exchange.outcome == Outcome::ok && !exchange.body.empty();
  const bool has_failed = classify_status(exchange.status) != Outcome::ok;
  return has_answer && (reader == BodyReader::person || is_checked(step) || has_failed);
}

/// A body that `max_bytes` speaks of is unpacked as far as it tells, and no further.
UnpackLimits limits_for(const StepProgram& step) {
  const std::uint64_t most = step.answer.size ? step.answer.size->most : 0;
  return {.kept = step.keep_body, .most = std::max<std::uint64_t>(step.keep_body, most)};
}

}  // namespace

void unpack_body(const StepProgram& step, BodyReader reader, Exchange& exchange) {
  if (!step.unpacks || !is_looked_at(step, reader, exchange)) {
    return;
  }
  const Coding* coding = coding_of(exchange);
  if (coding == nullptr) {
    return;
  }
  Result<Unpacked> unpacked = unpack(exchange.body, coding->packing, limits_for(step));
  const bool is_damaged = !unpacked || (unpacked->end == UnpackEnd::input && !exchange.is_cut);
  if (!is_damaged) {
    const bool is_whole = unpacked->end == UnpackEnd::whole && !exchange.is_cut;
    exchange.unpacking = {.size = unpacked->size, .is_whole = is_whole};
    exchange.is_cut = !is_whole || unpacked->size > unpacked->bytes.size();
    exchange.body = std::move(unpacked->bytes);
    return;
  }
  if (is_checked(step) && classify_status(exchange.status) == Outcome::ok) {
    exchange.outcome = Outcome::protocol;
    exchange.detail =
        "the body is no " + std::string(coding->name) + ", as its Content-Encoding says";
  }
}

}  // namespace loadgate
