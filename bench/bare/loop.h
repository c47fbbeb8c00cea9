// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

/// What a bare loop is to do: keep so many connections to an address of this machine busy with GET
/// requests for a time. Closed loop, one thread, no pauses, no stamps, no statistics: the least
/// that any load generator of its kind can cost.
struct LoopOptions {
  std::string host;  ///< numeric IPv4
  std::uint16_t port;
  std::size_t connections;
  std::chrono::duration<double> time;
};

/// HOST PORT CONNECTIONS SECONDS; ends the program with a usage line otherwise.
LoopOptions read_options(int count, char** arguments);

/// The bytes of one request.
std::string request_text(const LoopOptions& options);

/// How long the first whole HTTP/1.1 answer with a Content-Length in `received` is; 0: it is not
/// whole yet.
std::size_t answer_size(std::string_view received);

/// "requests SECONDS" on standard output, as bench/run reads it.
void print_result(std::uint64_t requests, std::chrono::duration<double> elapsed);

/// Looks at the clock at each 64th question only: a bare loop asks after each answer.
class Deadline {
 public:
  explicit Deadline(std::chrono::duration<double> time) : start_(Clock::now()), time_(time) {}
  bool has_passed();
  std::chrono::duration<double> elapsed() const { return Clock::now() - start_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
  std::chrono::duration<double> time_;
  unsigned questions_ = 0;
  bool is_over_ = false;
};

/// Ends the program with a message.
[[noreturn]] void give_up(std::string_view what);

}  // namespace bench
