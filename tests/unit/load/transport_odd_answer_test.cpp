// SPDX-License-Identifier: Apache-2.0
#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

/// What became of a request that is answered with these bytes and then with nothing more.
class TransportOddAnswer : public TransportContract {
 protected:
  Exchange answered_with(std::string bytes) {
    SocketServer server([bytes = std::move(bytes)](Conversation& conversation) {
      conversation.read_request();
      conversation.send(bytes);
    });
    const auto transport = open(server);
    return send(*transport, get(server.url("/")));
  }
};
FOR_ALL_TRANSPORTS(TransportOddAnswer);

TEST_P(TransportOddAnswer, that_switches_protocols_unasked_is_protocol) {
  const Exchange exchange = answered_with(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\n\r\n\x81\x01");
  EXPECT_EQ(exchange.outcome, Outcome::protocol);
  EXPECT_EQ(exchange.detail, "the answer is 101 (Switching Protocols), which nobody asked for");
  EXPECT_EQ(exchange.bytes_in, 0U);
}

TEST_P(TransportOddAnswer, whose_length_is_beyond_any_is_protocol) {
  const Exchange exchange =
      answered_with("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhalf");
  EXPECT_EQ(exchange.outcome, Outcome::protocol);
  EXPECT_EQ(exchange.detail, "the answer's Content-Length is beyond 2^63");
}

// Ours counts the final answer's header alone.
TEST_P(TransportOddAnswer, that_hints_without_end_is_protocol) {
  std::string hints;
  for (int i = 0; i < 400; ++i) {
    hints += "HTTP/1.1 103 Early Hints\r\nLink: " + std::string(1000, 'x') + "\r\n\r\n";
  }
  const Exchange exchange = answered_with(hints + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(exchange.outcome, Outcome::protocol);
  EXPECT_THAT(exchange.detail, ::testing::StartsWith("Too large response headers: "));
}

TEST_P(TransportOddAnswer, a_request_too_long_to_be_sent_is_not_the_servers_fault) {
  SocketServer server([](Conversation& conversation) {
    while (conversation.read_request()) {
      conversation.answer("fine");
    }
  });
  const auto transport = open(server);
  const Exchange address = send(*transport, get(server.url("/" + std::string(2'000'000, 'x'))));
  EXPECT_EQ(address.outcome, Outcome::generator_dropped);
  EXPECT_EQ(address.detail,
            "the request's address and headers are longer than 900 kB, and cannot be sent");
  WireRequest headed = get(server.url("/"));
  EXPECT_EQ(send(*transport, headed).outcome, Outcome::ok);
  headed.headers = {"X-Long: " + std::string(1'500'000, 'x')};
  EXPECT_EQ(send(*transport, headed).outcome, Outcome::generator_dropped);
  EXPECT_THAT(server.requests(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace loadgate::testing
