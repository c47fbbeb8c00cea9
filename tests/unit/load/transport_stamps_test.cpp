// SPDX-License-Identifier: Apache-2.0
#include <ctime>
#include <thread>

#include "later_signal.h"
#include "load/transport/receive_stamps.h"
#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

using ::testing::SizeIs;

TEST(ReceiveStamps, a_stamp_of_the_future_or_none_is_no_age) {
  EXPECT_EQ(age_of_stamp(1'000, 1'250), 250);
  EXPECT_EQ(age_of_stamp(1'000, 1'000), 0);
  EXPECT_EQ(age_of_stamp(1'000, 999), -1);  // the time of day was set back
  EXPECT_EQ(age_of_stamp(0, 999), -1);
}

TEST(ReceiveStamps, are_unknown_where_the_kernel_gives_none) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  ask_for_stamps(ends[0]);
  EXPECT_EQ(unread_age(ends[0]), -1);  // nothing to read
  ASSERT_EQ(::write(ends[1], "!", 1), 1);
  EXPECT_EQ(unread_age(ends[0]), -1);  // no socket of the network
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 1);  // only looked at
  ::close(ends[0]);
  ::close(ends[1]);
}

/// A server that answers a path once it may.
class Gate {
 public:
  Gate()
      : server_([this](Conversation& conversation) {
          while (const auto request = conversation.read_request()) {
            const char last = (*request)[request->find(" HTTP") - 1];
            while ((last == 'a' && !may_answer_a_) || (last == 'b' && !may_answer_b_)) {
              conversation.pause(1ms);
            }
            conversation.answer("through");
            ++answered_;
          }
        }) {}
  ~Gate() { may_answer_a_ = may_answer_b_ = true; }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  std::uint16_t port() const { return server_.port(); }
  std::string url(std::string_view path) const { return server_.url(path); }
  std::size_t requests() const { return server_.requests().size(); }
  /// Returns once that many answers of all have left, and lie in our sockets.
  void await_answers(std::size_t count) const {
    const Instant patience = monotonic_now() + Nanoseconds(20s).count();
    while (answered_ < count && monotonic_now() < patience) {
      std::this_thread::sleep_for(1ms);
    }
    ASSERT_GE(answered_, count);
  }
  void let_a_through() { may_answer_a_ = true; }
  void let_b_through() { may_answer_b_ = true; }

 private:
  std::atomic<bool> may_answer_a_ = false;
  std::atomic<bool> may_answer_b_ = false;
  std::atomic<std::size_t> answered_ = 0;
  SocketServer server_;
};

class TransportStamps : public TransportContract {
 protected:
  /// The kernel turns its stamps on a moment after the first socket has asked for them.
  static void await_stamps(Transport& transport, const std::string& url) {
    for (int tries = 0; tries < 1000; ++tries) {
      if (send(transport, get(url)).rx_age >= 0) {
        return;
      }
    }
    FAIL() << "this kernel gives no receive stamps";
  }
};
FOR_ALL_TRANSPORTS(TransportStamps);

TEST_P(TransportStamps, tell_how_long_an_answer_waited_for_us) {
  Gate gate;
  const auto transport = open(options_for(gate.port()));
  await_stamps(*transport, gate.url("/"));
  const std::size_t before = gate.requests();
  transport->start(1, get(gate.url("/b")));  // held: not over before it has begun
  gate.let_b_through();
  gate.await_answers(before + 1);
  std::this_thread::sleep_for(30ms);
  const std::vector<Exchange> ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_GE(ended[0].rx_age, Nanoseconds(30ms).count());
  EXPECT_LE(ended[0].rx_age, ended[0].finished - ended[0].connected);
}

TEST_P(TransportStamps, of_one_connection_say_nothing_of_another) {
  Gate gate;
  const auto transport = open(options_for(gate.port()));
  await_stamps(*transport, gate.url("/"));
  const std::size_t before = gate.requests();
  std::vector<Exchange> early;
  transport->start(1, get(gate.url("/a")));
  transport->start(2, get(gate.url("/b")));
  while (gate.requests() < before + 2) {
    transport->wait(monotonic_now() + Nanoseconds(1ms).count(), early);
  }
  gate.let_b_through();
  gate.await_answers(before + 1);
  std::this_thread::sleep_for(30ms);
  transport->wait(monotonic_now(), early);
  ASSERT_THAT(early, SizeIs(1));
  EXPECT_EQ(early[0].token, 2U);
  EXPECT_GE(early[0].rx_age, Nanoseconds(30ms).count());
  const Instant opened = monotonic_now();
  gate.let_a_through();
  const std::vector<Exchange> late = finish(*transport);
  ASSERT_THAT(late, SizeIs(1));
  EXPECT_GE(late[0].rx_age, 0);
  EXPECT_LE(late[0].rx_age, late[0].finished - opened);
}

TEST_P(TransportStamps, are_of_the_last_byte_not_of_the_first) {
  std::atomic<bool> may_end = false;
  SocketServer server([&](Conversation& conversation) {
    while (const auto request = conversation.read_request()) {
      const bool is_slow = request->starts_with("GET /slow");
      conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
      while (is_slow && !may_end) {
        conversation.pause(1ms);
      }
      conversation.send("cd");
    }
  });
  const auto transport = open(server);
  await_stamps(*transport, server.url("/"));
  transport->start(1, get(server.url("/slow")));
  std::this_thread::sleep_for(30ms);
  const Instant released = monotonic_now();
  may_end = true;
  const std::vector<Exchange> ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].body, "abcd");
  EXPECT_LE(ended[0].rx_age, ended[0].finished - released);
}

TEST_P(TransportStamps, of_the_first_bytes_are_kept_as_well) {
  std::atomic<bool> may_begin = false;
  std::atomic<bool> has_begun = false;
  std::atomic<bool> may_end = false;
  SocketServer server([&](Conversation& conversation) {
    while (const auto request = conversation.read_request()) {
      const bool is_slow = request->starts_with("GET /slow");
      while (is_slow && !may_begin) {
        conversation.pause(1ms);  // not read inside the call that sends the request
      }
      conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
      has_begun = is_slow;
      while (is_slow && !may_end) {
        conversation.pause(1ms);
      }
      conversation.send("cd");
    }
  });
  const auto transport = open(server);
  await_stamps(*transport, server.url("/"));
  transport->start(1, get(server.url("/slow")));
  may_begin = true;
  while (!has_begun) {
    std::this_thread::sleep_for(1ms);
  }
  std::this_thread::sleep_for(30ms);
  std::vector<Exchange> ended;
  transport->wait(monotonic_now() + Nanoseconds(20ms).count(), ended);  // they are read
  const Instant released = monotonic_now();
  may_end = true;
  ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_GE(ended[0].first_own, Nanoseconds(30ms).count());
  EXPECT_LE(ended[0].rx_age, ended[0].finished - released);
}

TEST_P(TransportStamps, of_answers_that_led_on_are_kept_as_well) {
  std::atomic<bool> may_answer = false;
  std::atomic<std::size_t> hops = 0;
  SocketServer server([&](Conversation& conversation) {
    while (const auto request = conversation.read_request()) {
      if (!request->starts_with("GET /hop")) {
        conversation.answer("hello");
        continue;
      }
      while (!may_answer) {
        conversation.pause(1ms);  // not over inside the call that sends it
      }
      const bool is_last = request->starts_with("GET /hop2");
      conversation.send(std::string("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ") +
                        (is_last ? "/end" : "/hop2") + "\r\n\r\n");
      may_answer = false;
      ++hops;
    }
  });
  const auto transport = open(server);
  await_stamps(*transport, server.url("/"));
  const std::size_t before = server.requests().size();
  WireRequest request = get(server.url("/hop"));
  request.redirects = 2;
  transport->start(1, std::move(request));
  std::vector<Exchange> ended;
  for (std::size_t hop = 1; hop <= 2; ++hop) {
    while (server.requests().size() < before + hop) {
      transport->wait(monotonic_now() + Nanoseconds(1ms).count(), ended);
    }
    may_answer = true;
    while (hops < hop) {
      std::this_thread::sleep_for(1ms);
    }
    std::this_thread::sleep_for(30ms);
  }
  ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].hops, 2);
  EXPECT_GE(ended[0].earlier_own, 2 * Nanoseconds(30ms).count());
  EXPECT_LE(ended[0].earlier_own, ended[0].finished - ended[0].dispatched);
}

TEST_P(TransportStamps, are_unknown_where_no_answer_came) {
  Gate gate;
  const auto transport = open(options_for(gate.port()));
  await_stamps(*transport, gate.url("/"));
  WireRequest request = get(gate.url("/a"));
  request.timeout = 30ms;
  const Exchange exchange = send(*transport, request);
  EXPECT_EQ(exchange.outcome, Outcome::timeout_first_byte);
  EXPECT_EQ(exchange.rx_age, -1);
}

TEST_P(TransportStamps, a_sleep_that_lasts_longer_than_asked_is_a_stall) {
  SocketServer server([](Conversation&) {});
  const auto transport = open(server);
  std::vector<Exchange> ended;
  const Instant deadline = monotonic_now() + Nanoseconds(100ms).count();
  const LaterSignal held_up(50ms, [](int) {
    const timespec while_{.tv_sec = 0, .tv_nsec = Nanoseconds(100ms).count()};
    ::nanosleep(&while_, nullptr);
  });
  transport->wait(deadline, ended);
  EXPECT_GE(transport->stalls(), 1U);
  EXPECT_GE(transport->longest_stall(), Nanoseconds(40ms).count());
}

}  // namespace
}  // namespace loadgate::testing
