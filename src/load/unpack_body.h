// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/step_program.h"
#include "load/transport/transport.h"

namespace loadgate {

/// Who is going to look at a body.
enum class BodyReader {
  checks,  ///< checks and captures of the step, if it has any, and examples of what went wrong
  person,  ///< whatever the answer is
};

/// Unpacks a body that came packed (`Content-Encoding: gzip` or `deflate`), where the step's
/// headers ask for that and somebody looks at it, else `packed_as` says how it is packed; at most
/// as many bytes as are kept of a body, and counted up to `max_bytes`. A damaged body makes an
/// answer of class `protocol` where checks or captures need it. `bytes_in` stays what came over the
/// wire.
void unpack_body(const StepProgram& step, BodyReader reader, Exchange& exchange);

}  // namespace loadgate
