// SPDX-License-Identifier: Apache-2.0
#include "loop.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace bench {

void give_up(std::string_view what) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}

LoopOptions read_options(int count, char** arguments) {
  if (count != 5) {
    give_up("usage: bench_…_loop HOST PORT CONNECTIONS SECONDS");
  }
  return {.host = arguments[1],
          .port = static_cast<std::uint16_t>(std::strtoul(arguments[2], nullptr, 10)),
          .connections = std::strtoul(arguments[3], nullptr, 10),
          .time = std::chrono::duration<double>(std::strtod(arguments[4], nullptr))};
}

std::string request_text(const LoopOptions& options) {
  return "GET / HTTP/1.1\r\nHost: " + options.host + ":" + std::to_string(options.port) +
         "\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n";
}

std::size_t answer_size(std::string_view received) {
  constexpr std::string_view name = "Content-Length: ";
  const std::size_t end = received.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return 0;
  }
  const std::size_t at = received.find(name);
  if (at > end) {
    give_up("an answer without Content-Length, which a bare loop cannot read");
  }
  std::size_t body = 0;
  std::from_chars(received.data() + at + name.size(), received.data() + end, body);
  const std::size_t whole = end + 4 + body;
  return whole <= received.size() ? whole : 0;
}

void print_result(std::uint64_t requests, std::chrono::duration<double> elapsed) {
  std::printf("%llu %.6f\n", static_cast<unsigned long long>(requests), elapsed.count());
}

bool Deadline::has_passed() {
  if (!is_over_ && ++questions_ % 64 == 0) {
    is_over_ = elapsed() >= time_;
  }
  return is_over_;
}

}  // namespace bench
