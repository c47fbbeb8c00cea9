// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/units.h"

namespace loadgate {

/// Names the step that a request belongs to, for the proxy alone: it goes no further. Its value is
/// a TagText, read by `read_tag`.
inline constexpr std::string_view tag_header = "X-Loadgate-Selftest";

enum class FaultKind {
  delay,    ///< the answer comes later
  status,   ///< an error status instead of the answer
  broken,   ///< the answer with another body
  larger,   ///< the answer with blanks behind its body
  header,   ///< the answer without a header
  reset,    ///< the connection is reset
  hang,     ///< no answer, and the connection stays open
  garbage,  ///< bytes that are no HTTP
};

/// What is done to the answers of one step.
struct Fault {
  FaultKind kind;
  std::string step;       ///< as in the tag
  double share;           ///< of its requests, 0 to 1, spread evenly
  Nanoseconds delay;      ///< of `delay`
  int status;             ///< of `status`
  std::string text;       ///< of `broken` the body, of `header` its name
  std::uint64_t bytes;    ///< of `larger`
  bool is_kept_by_flows;  ///< only flows that began while it was switched on
};

/// "3 first 17/0": the step's number, whether it begins its flow, and which flow.
struct Tag {
  std::string_view step;
  bool is_first;
  std::string_view flow;
};
/// Empty parts where the text is none of ours.
Tag read_tag(std::string_view text);

/// Which of a row of requests are hit: as many as the share says, spread evenly, never by chance.
class EvenShare {
 public:
  explicit EvenShare(double share) : share_(share) {}
  bool take();

 private:
  double share_;
  std::uint64_t seen_ = 0;
};

}  // namespace loadgate
