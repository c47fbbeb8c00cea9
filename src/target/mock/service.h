// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/mock/actions.h"
#include "target/mock/answer.h"
#include "target/mock/burn.h"
#include "target/mock/config.h"
#include "target/mock/decide.h"
#include "target/mock/in_flight.h"
#include "target/mock/limits.h"
#include "target/mock/record.h"
#include "target/mock/request.h"
#include "target/mock/route_table.h"

namespace loadgate::mock {

/// What a session has to do, and when.
struct Reply {
  Nanoseconds due;
  Fate fate;
  Nanoseconds burn;              ///< of CPU, once it is due
  std::string bytes;             ///< all that is to be sent, cut already where `fate` says so
  std::optional<Ticket> ticket;  ///< none for the mock's own pages
};

/// The mock without its sockets: what it answers, and its record. One thread only.
class Service {
 public:
  explicit Service(MockConfig config);
  Reply receive(const Request& request, Nanoseconds received);
  void ended(const Ticket& ticket, Outcome outcome, Nanoseconds when);

 private:
  struct Planned {
    Answer answer;
    Fate fate;
    Nanoseconds due;
    Nanoseconds burn;
    bool is_corrupted;
    bool is_limited;
  };
  std::optional<Answer> own_page(const Request& request);
  void reset();
  /// A limit's refusal comes at once, as from a gateway before the service.
  Planned serve(const Request& request, const RouteMatch& match, Nanoseconds received);
  RequestKey number(const Request& request, std::size_t route, Nanoseconds received);
  static Planned at_once(Answer answer, Nanoseconds received);
  Planned plan(const Request& request, const RouteMatch& match, const RequestKey& key,
               Nanoseconds received);
  Decision decide_now(const RequestKey& key) const;
  void pack(const Request& request, std::size_t route, Answer& answer) const;
  Reply note(const Request& request, std::size_t route, Planned planned, Nanoseconds received);

  MockConfig config_;
  RouteTable routes_;
  Record record_;
  Limits limits_;
  InFlight in_flight_;
  Actions actions_;
  Burner burner_;
  std::optional<Nanoseconds> first_load_;
  std::vector<std::string> packed_;                    // gzip of the routes' fixed bodies
  std::vector<std::array<std::uint64_t, 2>> numbers_;  // by route and kind of traffic
};

}  // namespace loadgate::mock
