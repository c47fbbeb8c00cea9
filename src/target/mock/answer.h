// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate::mock {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status;
  std::string content_type;
  std::string body;
  Headers headers;  ///< neither Content-Type nor framing
};

Answer json_answer(int status, std::string body);
/// {"error": "…"}
Answer error_answer(int status, std::string_view message);

enum class Ending { keep_alive, close };
enum class BodyPart { sent, left_out };  ///< left out in the answer to HEAD

/// An answer as it goes over the wire.
struct Message {
  std::string bytes;
  std::size_t head_size;
};
struct MessageOptions {
  Ending ending;
  BodyPart body;
};
/// `headers`: those of the route, besides the answer's own.
Message write_message(const Answer& answer, const Headers& headers, MessageOptions options);

/// A useless body of the same length: no check on what it should hold succeeds.
void corrupt(Answer& answer);

/// What a server that dies in the middle has sent: the head and half of the body, or half of the
/// head where there is no body.
std::string first_half(const Message& message);

}  // namespace loadgate::mock
