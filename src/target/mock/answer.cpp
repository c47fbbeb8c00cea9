// SPDX-License-Identifier: Apache-2.0
#include "target/mock/answer.h"

#include <boost/beast/http/status.hpp>
#include <ostream>

#include "base/encoding.h"

namespace loadgate::mock {
namespace {

bool forbids_body(int status) {
  return status == 204 || status == 304;
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

Answer json_answer(int status, std::string body) {
  return {
      .status = status, .content_type = "application/json", .body = std::move(body), .headers = {}};
}

Answer error_answer(int status, std::string_view message) {
  return json_answer(status, "{\"error\":\"" + json_escape(message) + "\"}");
}

Message write_message(const Answer& answer, const Headers& headers, MessageOptions options) {
  const bool has_body = !forbids_body(answer.status);
  Message message{.bytes = "HTTP/1.1 " + std::to_string(answer.status) + ' ', .head_size = 0};
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(answer.status)));
  message.bytes.append(reason.data(), reason.size()).append("\r\n");
  if (has_body) {
    add_line(message.bytes, "Content-Length", std::to_string(answer.body.size()));
    if (!answer.content_type.empty()) {
      add_line(message.bytes, "Content-Type", answer.content_type);
    }
  }
  for (const Headers* lines : {&headers, &answer.headers}) {
    for (const auto& [name, value] : *lines) {
      add_line(message.bytes, name, value);
    }
  }
  if (options.ending == Ending::close) {
    add_line(message.bytes, "Connection", "close");
  }
  message.bytes += "\r\n";
  message.head_size = message.bytes.size();
  if (has_body && options.body == BodyPart::sent) {
    message.bytes += answer.body;
  }
  return message;
}

void corrupt(Answer& answer) {
  const char filler = answer.body.starts_with('#') ? '?' : '#';
  answer.body.assign(answer.body.size(), filler);
}

std::string first_half(const Message& message) {
  const std::size_t body = message.bytes.size() - message.head_size;
  const std::size_t sent = body == 0 ? message.head_size / 2 : message.head_size + body / 2;
  return message.bytes.substr(0, sent);
}

}  // namespace loadgate::mock
