// SPDX-License-Identifier: Apache-2.0
#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

using ::testing::SizeIs;

class TransportSilence : public TransportContract {
 protected:
  static WireRequest patient_for(Nanoseconds silence, std::string url) {
    WireRequest request = get(std::move(url));
    request.idle_timeout = silence;
    return request;
  }
};
FOR_ALL_TRANSPORTS(TransportSilence);

TEST_P(TransportSilence, inside_the_answer_is_timeout_idle) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    conversation.pause(20s);
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, patient_for(300ms, server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::timeout_idle);
  EXPECT_EQ(exchange.detail, "nothing came for 300ms inside the answer");
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.body, "half");
  EXPECT_GE(exchange.finished - exchange.first_body_byte, Nanoseconds(300ms).count());
}

TEST_P(TransportSilence, before_the_answer_is_timeout_idle_too) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.pause(20s);
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, patient_for(200ms, server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::timeout_idle);
  EXPECT_EQ(exchange.detail, "nothing came for 200ms before the answer");
  EXPECT_EQ(exchange.status, 0);
  EXPECT_GE(exchange.finished - exchange.connected, Nanoseconds(200ms).count());
}

TEST_P(TransportSilence, starts_anew_with_each_piece_of_the_answer) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
    for (int i = 0; i < 8; ++i) {
      conversation.pause(250ms);
      conversation.send("x");
    }
    conversation.pause(20s);
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, patient_for(1500ms, server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_GT(exchange.finished - exchange.dispatched, Nanoseconds(1500ms).count());
}

TEST_P(TransportSilence, ends_only_the_requests_that_are_silent) {
  SocketServer server([](Conversation& conversation) {
    const std::string request = conversation.read_request().value_or("");
    if (request.starts_with("GET /slow")) {
      conversation.pause(1200ms);
    } else if (request.starts_with("GET /silent")) {
      conversation.pause(20s);
    }
    conversation.answer("there");
    conversation.read_request();
  });
  const auto transport = open(server);
  transport->start(0, patient_for(400ms, server.url("/silent")));
  transport->start(1, patient_for(400ms, server.url("/fast")));
  transport->start(2, get(server.url("/slow")));
  const std::vector<Exchange> ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(3));
  EXPECT_EQ(ended[0].outcome, Outcome::timeout_idle);
  EXPECT_EQ(ended[1].outcome, Outcome::ok) << ended[1].detail;
  EXPECT_EQ(ended[2].outcome, Outcome::ok) << ended[2].detail;
}

TEST_P(TransportSilence, leaves_no_connection_that_another_request_would_find_dirty) {
  SocketServer server([](Conversation& conversation) {
    while (conversation.read_request()) {
      if (conversation.number() == 0) {
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        conversation.read_request();
        return;
      }
      conversation.answer("whole");
    }
  });
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, patient_for(100ms, server.url("/"))).outcome, Outcome::timeout_idle);
  const Exchange second = send(*transport, get(server.url("/")));
  EXPECT_EQ(second.outcome, Outcome::ok) << second.detail;
  EXPECT_EQ(second.body, "whole");
  EXPECT_TRUE(second.is_new_connection);
}

TEST_P(TransportSilence, is_broken_by_each_byte_of_a_header_line) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    for (const char byte : std::string_view("HTTP/1.1")) {
      conversation.send({&byte, 1});
      conversation.pause(250ms);
    }
    conversation.send(" 200 OK\r\nContent-Length: 1\r\n\r\nx");
    conversation.pause(20s);
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, patient_for(1500ms, server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_GT(exchange.finished - exchange.dispatched, Nanoseconds(1500ms).count());
}

}  // namespace
}  // namespace loadgate::testing
