// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/capture_value.h"
#include "load/secret_values.h"

namespace loadgate {

// What of an answer may be shown from which a step captures. A capture that finds nothing, because
// the spec looks in the wrong place, teaches nobody the credential, and it is in the answer all the
// same: what nobody knows cannot be masked.

/// Names of the captures that find nothing, "token, id"; empty: none.
std::string missing_captures(const AnswerProgram& program, Answer& answer);

enum class Shown {
  whole,    ///< but for the secrets that are known
  words,    ///< of a refusal: the server says what is wrong, and its words are needed
  outline,  ///< keys and structure
};

/// `outcome`: what the answer came to.
Shown shown_of(const AnswerProgram& program, const Exchange& exchange, Outcome outcome);

/// What an answer's body is, and the detail that may quote it.
Excerpt excerpt_of(Shown shown, const Exchange& exchange);

/// JSON of the same keys and structure. Texts are "***", and so are numbers of as many digits as a
/// secret has.
std::string outline(const nlohmann::json& value);

/// Makes the body an outline, or the reason why there is none where it is no JSON. Of the headers
/// it leaves the values of those that are the same for everybody.
void keep_outline(const AnswerProgram& program, Exchange& exchange);

}  // namespace loadgate
