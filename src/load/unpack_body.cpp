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

bool is_looked_at(const StepProgram& step, BodyReader reader, const Exchange& exchange) {
  const bool has_answer = exchange.outcome == Outcome::ok && !exchange.body.empty();
  const bool has_failed = classify_status(exchange.status) != Outcome::ok;
  return has_answer && (reader == BodyReader::person || step.reads_body || has_failed);
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
  const std::size_t limit = std::max(step.keep_body, exchange.body.size());
  Result<Unpacked> unpacked = unpack(exchange.body, coding->packing, limit);
  const bool is_damaged = !unpacked || (unpacked->end == UnpackEnd::input && !exchange.is_cut);
  if (!is_damaged) {
    exchange.is_cut |= unpacked->end != UnpackEnd::whole;
    exchange.body = std::move(unpacked->bytes);
    return;
  }
  if (step.reads_body && classify_status(exchange.status) == Outcome::ok) {
    exchange.outcome = Outcome::protocol;
    exchange.detail =
        "the body is no " + std::string(coding->name) + ", as its Content-Encoding says";
  }
}

}  // namespace loadgate
