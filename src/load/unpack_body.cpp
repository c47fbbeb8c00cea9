// SPDX-License-Identifier: Apache-2.0
#include "load/unpack_body.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "base/letters.h"
#include "base/unpack.h"
#include "load/classify.h"

namespace loadgate {
namespace {

struct Coding {
  std::string_view name;
  Packing packing;
};
// RFC 9110 §8.4.1; others are never asked for by us, and looked at as they are.
constexpr std::array codings{Coding{"gzip", Packing::gzip}, Coding{"x-gzip", Packing::gzip},
                             Coding{"deflate", Packing::deflate}};

/// All that were applied, in that order, over several headers; `identity` is none (RFC 9110 §8.4).
std::vector<std::string> codings_of(const Exchange& exchange) {
  std::vector<std::string> names;
  for (const auto& [name, value] : exchange.headers) {
    if (name != "content-encoding") {
      continue;
    }
    for (std::size_t begin = 0; begin <= value.size();) {
      const std::size_t comma = std::min(value.find(',', begin), value.size());
      std::string coding = lower_case(value.substr(begin, comma - begin));
      std::erase_if(coding, [](char c) { return c == ' ' || c == '\t'; });
      if (!coding.empty() && coding != "identity") {
        names.push_back(std::move(coding));
      }
      begin = comma + 1;
    }
  }
  return names;
}

/// Null: several, or one that is not known here.
const Coding* lone_coding(const std::vector<std::string>& names) {
  const auto* found =
      names.size() == 1 ? std::ranges::find(codings, names.front(), &Coding::name) : codings.end();
  return found == codings.end() ? nullptr : &*found;
}

std::string in_words(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
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
  const std::vector<std::string> names = codings_of(exchange);
  if (names.empty() || !is_looked_at(step, reader, exchange)) {
    return;
  }
  const Coding* coding = lone_coding(names);
  if (coding == nullptr || !step.unpacks) {
    exchange.packed_as = in_words(names);
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
