// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "target/mock/service.h"

namespace loadgate::mock {

struct Asking {
  std::string_view method = "GET";
  std::string_view target = "/";
  std::vector<Field> fields = {};
  std::string_view body = {};
};

inline Request request_of(const Asking& asking) {
  return {.method = asking.method,
          .target = asking.target,
          .fields = asking.fields,
          .body = asking.body,
          .connection = 1,
          .asked = Ending::keep_alive};
}

inline Reply ask(Service& service, const Asking& asking, Nanoseconds when = {}) {
  return service.receive(request_of(asking), when);
}

inline int status_of(const Reply& reply) {
  return reply.bytes.size() < 12 ? 0 : std::atoi(reply.bytes.substr(9, 3).c_str());
}

inline std::string body_of(const Reply& reply) {
  const std::size_t end = reply.bytes.find("\r\n\r\n");
  return end == std::string::npos ? "" : reply.bytes.substr(end + 4);
}

/// The value of the first header of this name, as it was written.
inline std::string header_of(const Reply& reply, const std::string& name) {
  const std::size_t start = reply.bytes.find("\r\n" + name + ": ");
  const std::size_t end = reply.bytes.find("\r\n\r\n");
  if (start == std::string::npos || start >= end) {
    return "";
  }
  const std::size_t value = start + name.size() + 4;
  return reply.bytes.substr(value, reply.bytes.find("\r\n", value) - value);
}

inline nlohmann::json json_of(const Reply& reply) {
  return nlohmann::json::parse(body_of(reply), nullptr, false);
}

inline nlohmann::json stats_of(Service& service) {
  return json_of(ask(service, {.target = "/__stats"}));
}

/// Answered, and so no longer under way.
inline void answer(Service& service, const Reply& reply) {
  service.ended(*reply.ticket, Outcome::answered, reply.due);
}

}  // namespace loadgate::mock
