// SPDX-License-Identifier: Apache-2.0
#include <atomic>

#include "support/nginx_server.h"
#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

class TransportReuse : public TransportContract {
 protected:
  static void await(const std::atomic<std::size_t>& count, std::size_t wanted) {
    const Instant patience = monotonic_now() + Nanoseconds(20s).count();
    while (count < wanted && monotonic_now() < patience) {
      std::this_thread::sleep_for(1ms);
    }
  }
};
FOR_ALL_TRANSPORTS(TransportReuse);

TEST_P(TransportReuse, an_answer_that_nobody_asked_for_answers_no_request) {
  std::atomic<std::size_t> unasked = 0;
  SocketServer server([&](Conversation& conversation) {
    while (const auto request = conversation.read_request()) {
      conversation.answer(request->substr(0, request->find(" HTTP")));
      conversation.pause(5ms);
      conversation.answer("unasked");
      ++unasked;
    }
  });
  const auto transport = open(server);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string path = "/" + std::to_string(i);
    const Exchange exchange = send(*transport, get(server.url(path)));
    EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
    EXPECT_EQ(exchange.body, "GET " + path);
    EXPECT_TRUE(exchange.is_new_connection);
    await(unasked, i + 1);
  }
  EXPECT_THAT(server.requests(), SizeIs(4));
}

TEST_P(TransportReuse, a_proxy_tired_of_waiting_answers_no_request) {
  std::atomic<std::size_t> tired = 0;
  SocketServer server([&](Conversation& conversation) {
    conversation.read_request();
    conversation.answer("fine");
    conversation.pause(5ms);
    conversation.send(
        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n");
    ++tired;
    conversation.read_request();
  });
  const auto transport = open(server);
  for (std::uint64_t token = 0; token < 5; ++token) {
    transport->start(token, get(server.url("/")));
  }
  EXPECT_THAT(finish(*transport), SizeIs(5));
  await(tired, 5);
  const Exchange exchange = send(*transport, get(server.url("/again")));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_EQ(exchange.status, 200);
  EXPECT_THAT(server.requests(), SizeIs(6));
  EXPECT_LE(server.connections(), 6U);
}

TEST_P(TransportReuse, a_clean_connection_beside_spoilt_ones_is_used_again) {
  std::atomic<std::size_t> asked = 0;
  std::atomic<std::size_t> spoilt = 0;
  SocketServer server([&](Conversation& conversation) {
    while (conversation.read_request()) {
      ++asked;
      await(asked, 3);
      conversation.answer("fine");
      if (conversation.number() != 1) {
        conversation.send("more");
        ++spoilt;
      }
    }
  });
  const auto transport = open(server);
  for (std::uint64_t token = 0; token < 3; ++token) {
    transport->start(token, get(server.url("/")));
  }
  EXPECT_THAT(finish(*transport), SizeIs(3));
  await(spoilt, 2);
  const Exchange exchange = send(*transport, get(server.url("/again")));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_EQ(exchange.body, "fine");
  EXPECT_EQ(server.connections(), 3U);
}

// nginx ends each connection in good order after 1000 requests, as it is installed: the streams
// that were on their way then were not processed (RFC 9113 §6.8). More often here: each handle of
// libcurl meets that more than five times.
TEST_P(TransportReuse, a_goaway_under_many_streams_costs_no_request) {
  const TemporaryFolder folder;
  const Certificate certificate = make_certificate(folder.path(), "server");
  const NginxServer nginx(folder.path(), "ssl http2",
                          "ssl_certificate " + certificate.certificate.string() +
                              ";\nssl_certificate_key " + certificate.key.string() +
                              ";\nkeepalive_requests 100;\n"
                              "location / { return 200 $connection_requests; }\n");
  TransportOptions options = options_for(nginx.port());
  options.endpoints[0].place.scheme = "https";
  options.endpoints[0].http = HttpVersion::http2;
  options.endpoints[0].tls.ca = certificate.certificate.string();
  const auto transport = open(options);
  const std::string url = "https://127.0.0.1:" + std::to_string(nginx.port()) + "/";
  std::vector<Exchange> ended;
  std::uint64_t started = 0;
  while (ended.size() < 4500) {
    for (; started < 4500 && transport->under_way() < 30; ++started) {
      transport->start(started, get(url));
    }
    transport->wait(monotonic_now() + Nanoseconds(20s).count(), ended);
  }
  std::size_t connections = 0;
  std::vector<Outcome> outcomes;
  for (const Exchange& exchange : ended) {
    outcomes.push_back(exchange.outcome);
    connections += exchange.is_new_connection ? 1U : 0U;
    EXPECT_EQ(exchange.detail, "");
    EXPECT_LE(exchange.dispatched, exchange.connected);
    EXPECT_LE(exchange.connected, exchange.first_byte);
  }
  EXPECT_THAT(outcomes, Each(Outcome::ok));
  EXPECT_GE(connections, 40U);
}

}  // namespace
}  // namespace loadgate::testing
