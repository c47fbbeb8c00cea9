// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// Sorted by bytes; no text twice and none that is empty.
using SecretList = std::span<const std::string>;

/// `any`: each character may stand as it is or as an encoder would write it, each in its own way:
/// `%XX` or `+` (RFC 3986, HTML forms), `\uXXXX` and short escapes (RFC 8259), also escaped again
/// inside of another JSON text, and the entities of HTML. So no list of encoders has to be
/// complete.
enum class Writing { any, plain };

/// A part of a text, in bytes.
struct Stretch {
  std::size_t begin;
  std::size_t end;
};

struct SecretPlaces {
  std::vector<Stretch> whole;  ///< in order, none over another
  /// Where the beginning of a secret stands that the text's end may have cut off; else its size.
  std::size_t cut_at;
};

/// Every place of the text that is one of the secrets. The cost grows with the text and with the
/// logarithm of the lists' lengths: there may be a secret for each user of a load. A text that is
/// made to cost more (dozens of beginnings in each other, all along) is secret as a whole.
SecretPlaces find_secrets(std::string_view text, std::span<const SecretList> lists,
                          Writing writing);

/// Keeps `stretches` in order and apart, where each `next` ends behind all before it.
void add_stretch(Stretch next, std::vector<Stretch>& stretches);

}  // namespace loadgate
