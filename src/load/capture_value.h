// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "load/step_program.h"
#include "load/transport/transport.h"

namespace loadgate {

/// An exchange, its body parsed at most once.
class Answer {
 public:
  explicit Answer(const Exchange& exchange);
  ~Answer();
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  const Exchange& exchange() const { return exchange_; }
  /// Null: the body is no JSON.
  const nlohmann::json* json();
  /// Only the beginning of the body was kept.
  bool is_body_cut() const { return exchange_.is_cut; }

 private:
  const Exchange& exchange_;
  bool is_parsed_ = false;
  std::unique_ptr<nlohmann::json> json_;
};

/// What the capture finds; nothing where it finds nothing.
std::optional<CapturedValue> capture_value(const AnswerProgram::CaptureProgram& program,
                                           Answer& answer);

/// Everything in the answer that the captures would have taken, as plain text: in an answer that
/// failed it is as secret as in one that did not.
std::vector<std::string> would_be_captured(const AnswerProgram& program, const Exchange& exchange);

/// Values of the cookies that the answer sets, and those on its way: credentials, as a rule.
std::vector<std::string> cookie_values(const Exchange& exchange);

/// "json:/access_token"
std::string source_of(const Capture& capture);

/// As it would stand in a header: JSON strings without their quotes.
std::string plain_text(const CapturedValue& value);

}  // namespace loadgate
