// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "base/secrets.h"
#include "plan/render.h"
#include "spec/spec.h"

namespace loadgate {

/// Captured values shorter than this are no secrets: masking "7" would blank out every report.
inline constexpr std::size_t shortest_captured_secret = 8;

/// Captured values of one worker, each once, and only the first few hundred or the first megabyte.
/// Kept apart until the load is over: Secrets sorts, which would delay requests.
class CapturedSecrets {
 public:
  void learn(std::string_view value);
  bool is_full() const;
  const std::unordered_set<std::string>& values() const { return values_; }

 private:
  std::unordered_set<std::string> values_;
  std::size_t bytes_ = 0;
};

/// A text of a server's.
struct Excerpt {
  bool is_cut;  ///< only its beginning is there
  /// It may hold a credential that nobody knows (shown_answer.h).
  bool is_doubtful;
};

/// The text masked by the secrets of the process. Of a text that was cut the beginning of a secret
/// at its end is taken away too. A doubtful one loses every word that may be a credential: one of
/// 20 characters, or of 8 with a digit.
std::string mask_with(const Secrets& secrets, std::string_view text, Excerpt excerpt);

}  // namespace loadgate
