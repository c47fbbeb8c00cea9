// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <set>

#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TransportLoop : public TransportContract {};
FOR_ALL_TRANSPORTS(TransportLoop);

TEST_P(TransportLoop, an_idle_wait_lasts_until_its_deadline) {
  SocketServer server([](Conversation&) {});
  const auto transport = open(server);
  std::vector<Exchange> ended;
  const Instant deadline = monotonic_now() + Nanoseconds(30ms).count();
  transport->wait(deadline, ended);
  EXPECT_GE(monotonic_now(), deadline);
  EXPECT_THAT(ended, IsEmpty());
}

TEST_P(TransportLoop, a_spinning_wait_lasts_until_its_deadline_too) {
  SocketServer server([](Conversation&) {});
  TransportOptions options = options_for(server.port());
  options.may_spin = true;
  const auto transport = open(options);
  std::vector<Exchange> ended;
  for (int i = 0; i < 20; ++i) {
    const Instant deadline = monotonic_now() + Nanoseconds(300us).count();
    transport->wait(deadline, ended);
    EXPECT_GE(monotonic_now(), deadline);
  }
  EXPECT_THAT(ended, IsEmpty());
}

TEST_P(TransportLoop, a_wait_ends_at_its_deadline_while_a_request_is_under_way) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.pause(20s);
  });
  const auto transport = open(server);
  transport->start(7, get(server.url("/")));
  std::vector<Exchange> ended;
  transport->wait(monotonic_now() + Nanoseconds(50ms).count(), ended);
  EXPECT_THAT(ended, IsEmpty());
  EXPECT_EQ(transport->under_way(), 1U);
}

TEST_P(TransportLoop, waits_for_moments_that_have_passed_still_read_answers) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.answer("read");
  });
  const auto transport = open(server);
  transport->start(7, get(server.url("/")));
  std::vector<Exchange> ended;
  const Instant patience = monotonic_now() + Nanoseconds(20s).count();
  while (ended.empty() && monotonic_now() < patience) {
    transport->wait(monotonic_now() - 1, ended);
  }
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended.front().body, "read");
}

/// A server that answers with the path, once it may: until then all requests are under way.
class HeldServer {
 public:
  HeldServer()
      : server_([this](Conversation& conversation) {
          while (const auto request = conversation.read_request()) {
            while (!may_answer_) {
              conversation.pause(1ms);
            }
            conversation.answer(request->substr(4, request->find(" HTTP") - 4));
          }
        }) {}
  ~HeldServer() { may_answer_ = true; }
  HeldServer(const HeldServer&) = delete;
  HeldServer& operator=(const HeldServer&) = delete;

  const SocketServer& server() const { return server_; }
  void start_all(Transport& transport, std::uint64_t count) {
    may_answer_ = false;
    for (std::uint64_t token = 0; token < count; ++token) {
      transport.start(token, get(server_.url("/" + std::to_string(token))));
    }
    EXPECT_EQ(transport.under_way(), count);
    may_answer_ = true;
  }

 private:
  std::atomic<bool> may_answer_ = false;
  SocketServer server_;
};

TEST_P(TransportLoop, requests_at_the_same_time_use_as_many_connections) {
  HeldServer held;
  const auto transport = open(held.server());
  for (int round = 0; round < 3; ++round) {
    held.start_all(*transport, 64);
    const std::vector<Exchange> ended = finish(*transport);
    ASSERT_THAT(ended, SizeIs(64));
    for (std::uint64_t token = 0; token < 64; ++token) {
      EXPECT_EQ(ended[token].token, token);
      EXPECT_EQ(ended[token].outcome, Outcome::ok) << ended[token].detail;
      EXPECT_EQ(ended[token].body, "/" + std::to_string(token));
      EXPECT_EQ(ended[token].is_new_connection, round == 0);
    }
  }
  EXPECT_EQ(held.server().connections(), 64U);
}

TEST_P(TransportLoop, a_pool_is_kept_through_a_quiet_time) {
  HeldServer held;
  const auto transport = open(held.server());
  for (const std::uint64_t burst : {40U, 1U, 1U, 1U, 40U}) {
    held.start_all(*transport, burst);
    EXPECT_THAT(finish(*transport), SizeIs(burst));
  }
  EXPECT_EQ(held.server().connections(), 40U);
}

TEST_P(TransportLoop, abandoned_requests_are_cut) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    conversation.pause(20s);
  });
  const auto transport = open(server);
  for (std::uint64_t token = 0; token < 40; ++token) {
    transport->start(token, get(server.url("/")));
  }
  std::vector<Exchange> ended;
  transport->wait(monotonic_now() + Nanoseconds(50ms).count(), ended);
  transport->abandon(ended);
  EXPECT_EQ(transport->under_way(), 0U);
  EXPECT_THAT(ended, SizeIs(40));
  EXPECT_THAT(ended, Each(Field(&Exchange::outcome, Outcome::cut)));
  std::set<std::uint64_t> tokens;
  for (const Exchange& exchange : ended) {
    tokens.insert(exchange.token);
    EXPECT_GE(exchange.finished, exchange.dispatched);
    EXPECT_EQ(exchange.detail, "");
  }
  EXPECT_THAT(tokens, SizeIs(40));
}

TEST_P(TransportLoop, a_transport_works_on_after_abandoning) {
  SocketServer server([](Conversation& conversation) {
    while (const auto request = conversation.read_request()) {
      conversation.pause(request->starts_with("GET /slow") ? 20s : 0s);
      conversation.answer("after");
    }
  });
  const auto transport = open(server);
  transport->start(1, get(server.url("/slow")));
  std::vector<Exchange> ended;
  transport->abandon(ended);
  EXPECT_THAT(ended, ElementsAre(Field(&Exchange::outcome, Outcome::cut)));
  EXPECT_EQ(send(*transport, get(server.url("/fast"))).body, "after");
}

TEST_P(TransportLoop, ends_cleanly_with_requests_under_way) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.pause(20s);
  });
  auto transport = open(server);
  for (std::uint64_t token = 0; token < 40; ++token) {
    transport->start(token, get(server.url("/")));
  }
  transport.reset();
  SUCCEED();
}

TEST_P(TransportLoop, a_long_turn_of_the_loop_is_a_stall) {
  SocketServer server([](Conversation& conversation) {
    while (const auto request = conversation.read_request()) {
      conversation.pause(request->starts_with("GET /slow") ? 20s : 0s);
      conversation.answer("quick");
    }
  });
  const auto transport = open(server);
  transport->start(1, get(server.url("/slow")));
  transport->start(2, get(server.url("/quick")));
  std::vector<Exchange> ended;
  const Instant patience = monotonic_now() + Nanoseconds(20s).count();
  transport->wait(patience, ended);
  ASSERT_THAT(ended, ElementsAre(Field(&Exchange::token, 2U)));
  const std::uint64_t before = transport->stalls();
  // Our owner dawdles, and an answer that came meanwhile would have waited.
  std::this_thread::sleep_for(20ms);
  transport->wait(monotonic_now(), ended);
  EXPECT_EQ(transport->stalls(), before + 1);
  EXPECT_GE(transport->longest_stall(), Nanoseconds(20ms).count());
}

TEST_P(TransportLoop, dawdling_with_nothing_under_way_is_no_stall) {
  SocketServer server([](Conversation&) {});
  const auto transport = open(server);
  std::vector<Exchange> ended;
  transport->wait(monotonic_now(), ended);
  std::this_thread::sleep_for(20ms);
  transport->wait(monotonic_now(), ended);
  EXPECT_LT(transport->longest_stall(), Nanoseconds(20ms).count());
}

/// The first number of libcurl's version.
int curl_version() {
  const auto libraries = transport_libraries();
  const auto curl =
      std::ranges::find(libraries, "libcurl", &std::pair<std::string, std::string>::first);
  return curl == libraries.end() ? 0 : std::stoi(curl->second);
}

TEST_P(TransportLoop, http2_without_tls_is_refused_before_the_first_request) {
  TransportOptions options = options_for(80);
  options.endpoints.front().http = HttpVersion::http2;
  const auto transport = GetParam().open(options);
  if (curl_version() >= 8) {
    EXPECT_TRUE(transport.has_value()) << "it works since libcurl 8.0";
    return;
  }
  ASSERT_FALSE(transport.has_value());
  EXPECT_EQ(transport.error().kind, ErrorKind::invalid_input);
  EXPECT_THAT(transport.error().message, HasSubstr("HTTP/2 without TLS does not work with"));
  EXPECT_EQ(transport.error().hint, "use an https address, or set target.http to 1.1");
}

}  // namespace
}  // namespace loadgate::testing
