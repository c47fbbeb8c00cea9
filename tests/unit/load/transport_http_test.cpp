// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <map>
#include <optional>

#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

class TransportHttp : public TransportContract {};
FOR_ALL_TRANSPORTS(TransportHttp);

void answer_all(Conversation& conversation) {
  while (conversation.read_request()) {
    conversation.answer("hello");
  }
}

TEST_P(TransportHttp, reads_a_whole_answer) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-Two:  two words \r\n\r\nnope!");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/a?b=c")));
  EXPECT_EQ(exchange.outcome, Outcome::ok);
  EXPECT_EQ(exchange.token, 1U);
  EXPECT_EQ(exchange.detail, "");
  EXPECT_EQ(exchange.status, 404);
  EXPECT_EQ(exchange.body, "nope!");
  EXPECT_EQ(exchange.bytes_in, 5U);
  EXPECT_FALSE(exchange.is_http2);
  EXPECT_THAT(exchange.headers,
              ElementsAre(Pair("content-length", "5"), Pair("x-two", "two words")));
  EXPECT_THAT(server.requests(), ElementsAre(StartsWith("GET /a?b=c HTTP/1.1\r\n")));
}

TEST_P(TransportHttp, stamps_are_in_the_order_of_what_happens) {
  SocketServer server(answer_all);
  const auto transport = open(server);
  const Instant before = monotonic_now();
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_LE(before, exchange.dispatched);
  EXPECT_LE(exchange.dispatched, exchange.connected);
  EXPECT_LE(exchange.connected, exchange.first_byte);
  EXPECT_LE(exchange.first_byte, exchange.first_body_byte);
  EXPECT_LE(exchange.first_body_byte, exchange.finished);
  EXPECT_LE(exchange.finished, monotonic_now());
}

TEST_P(TransportHttp, uses_a_connection_again) {
  SocketServer server(answer_all);
  const auto transport = open(server);
  const Exchange first = send(*transport, get(server.url("/first")));
  const Exchange second = send(*transport, get(server.url("/second")));
  EXPECT_TRUE(first.is_new_connection);
  EXPECT_GE(first.connect_time, 0);
  EXPECT_EQ(first.tls_time, -1);
  EXPECT_EQ(second.outcome, Outcome::ok);
  EXPECT_FALSE(second.is_new_connection);
  EXPECT_EQ(second.connect_time, -1);
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_THAT(server.requests(),
              ElementsAre(StartsWith("GET /first HTTP"), StartsWith("GET /second HTTP")));
}

TEST_P(TransportHttp, opens_a_new_connection_where_the_server_has_closed_an_idle_one) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.answer("bye");
  });
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, get(server.url("/1"))).outcome, Outcome::ok);
  std::vector<Exchange> ended;
  while (server.open_connections() > 0) {
    transport->wait(monotonic_now() + Nanoseconds(1ms).count(), ended);
  }
  const Exchange second = send(*transport, get(server.url("/2")));
  EXPECT_EQ(second.outcome, Outcome::ok) << second.detail;
  EXPECT_TRUE(second.is_new_connection);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_P(TransportHttp, keeps_only_so_much_of_a_body_and_counts_all_of_it) {
  const std::string body(300'000, 'x');
  SocketServer server([&](Conversation& conversation) {
    while (conversation.read_request()) {
      conversation.answer(body);
    }
  });
  const auto transport = open(server);
  WireRequest request = get(server.url("/"));
  request.keep_body = 1000;
  const Exchange some = send(*transport, request);
  EXPECT_EQ(some.body, std::string(1000, 'x'));
  EXPECT_EQ(some.bytes_in, body.size());
  request.keep_body = 0;
  request.keep_headers = false;
  const Exchange none = send(*transport, request);
  EXPECT_EQ(none.body, "");
  EXPECT_EQ(none.bytes_in, body.size());
  EXPECT_TRUE(none.headers.empty());
}

TEST_P(TransportHttp, reads_a_chunked_body_and_leaves_its_trailers_out) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    conversation.send("7\r\n, world\r\n0\r\nX-Trailer: late\r\n\r\n");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_EQ(exchange.body, "hello, world");
  EXPECT_THAT(exchange.headers, ElementsAre(Pair("transfer-encoding", "chunked")));
}

TEST_P(TransportHttp, interim_answers_leave_no_trace) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
    conversation.pause(60ms);
    conversation.send("HTTP/1.1 204 No Content\r\nX-Final: yes\r\n\r\n");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.status, 204);
  EXPECT_THAT(exchange.headers, ElementsAre(Pair("x-final", "yes")));
  EXPECT_EQ(exchange.first_body_byte, -1);
  EXPECT_GE(exchange.first_byte - exchange.connected, Nanoseconds(50ms).count());
}

TEST_P(TransportHttp, the_first_byte_of_a_post_comes_after_the_servers_delay) {
  SocketServer server([](Conversation& conversation) {
    while (conversation.read_request()) {
      conversation.pause(60ms);
      conversation.answer("late");
    }
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, post(server.url("/"), std::string(200'000, 'p')));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_GE(exchange.first_byte - exchange.connected, Nanoseconds(50ms).count());
}

TEST_P(TransportHttp, a_body_is_sent_as_it_is_without_asking_first) {
  SocketServer server(answer_all);
  const auto transport = open(server);
  const std::string body(2'000'000, 'b');
  EXPECT_EQ(send(*transport, post(server.url("/"), body)).outcome, Outcome::ok);
  ASSERT_EQ(server.requests().size(), 1U);
  const std::string request = server.requests().front();
  EXPECT_THAT(request, EndsWith("\r\n\r\n" + body));
  const std::string head = request.substr(0, request.find("\r\n\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Length: 2000000"));
  EXPECT_THAT(head, Not(HasSubstr("Expect")));
  EXPECT_THAT(head, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(head, Not(HasSubstr("Accept-Encoding")));
}

TEST_P(TransportHttp, a_body_may_hold_any_byte) {
  SocketServer server(answer_all);
  const auto transport = open(server);
  const std::string body("a\0b\r\n\r\nc", 8);
  EXPECT_EQ(send(*transport, post(server.url("/"), body)).outcome, Outcome::ok);
  EXPECT_THAT(server.requests(), ElementsAre(EndsWith("\r\n\r\n" + body)));
}

TEST_P(TransportHttp, every_method_is_sent_as_named_whatever_came_before_it) {
  SocketServer server([](Conversation& conversation) {
    while (const auto request = conversation.read_request()) {
      const bool is_head = request->starts_with("HEAD");
      conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" +
                        std::string(is_head ? "" : "ok"));
    }
  });
  const auto transport = open(server);
  std::vector<std::string> expected;
  for (const std::string method : {"GET", "POST", "HEAD", "PUT", "DELETE", "GET", "PATCH",
                                   "OPTIONS", "HEAD", "POST", "PURGE", "GET"}) {
    WireRequest request = get(server.url("/" + method));
    request.method = method;
    EXPECT_EQ(send(*transport, request).outcome, Outcome::ok) << method;
    const bool has_length = method == "POST" || method == "PUT" || method == "PATCH";
    const std::string sent = server.requests().back();
    EXPECT_THAT(sent, StartsWith(method + " /" + method + " HTTP/1.1\r\n"));
    EXPECT_EQ(sent.find("Content-Length: 0") != std::string::npos, has_length) << sent;
  }
  WireRequest with_body = post(server.url("/"), "{}");
  with_body.method = "DELETE";
  EXPECT_EQ(send(*transport, with_body).outcome, Outcome::ok);
  EXPECT_THAT(server.requests().back(), StartsWith("DELETE / HTTP/1.1\r\n"));
  EXPECT_THAT(server.requests().back(), EndsWith("\r\n\r\n{}"));
}

TEST_P(TransportHttp, headers_are_those_of_this_request_alone) {
  SocketServer server(answer_all);
  const auto transport = open(server);
  WireRequest request = get(server.url("/"));
  request.headers = {"X-First: 1", "X-Empty: ", "User-Agent: loadgate"};
  EXPECT_EQ(send(*transport, request).outcome, Outcome::ok);
  EXPECT_THAT(server.requests().back(), HasSubstr("\r\nX-First: 1\r\nX-Empty:\r\n"));
  EXPECT_THAT(server.requests().back(), HasSubstr("\r\nUser-Agent: loadgate\r\n"));
  request.headers = {"X-Second: 2"};
  EXPECT_EQ(send(*transport, request).outcome, Outcome::ok);
  EXPECT_THAT(server.requests().back(), HasSubstr("\r\nX-Second: 2\r\n"));
  EXPECT_THAT(server.requests().back(), Not(HasSubstr("X-First")));
}

TEST_P(TransportHttp, a_path_is_sent_as_it_is_written) {
  SocketServer server(answer_all);
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, get(server.url("/a/../b/./c"))).outcome, Outcome::ok);
  EXPECT_THAT(server.requests(), ElementsAre(StartsWith("GET /a/../b/./c HTTP/1.1\r\n")));
}

TEST_P(TransportHttp, redirects_are_answers) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.status, 302);
  EXPECT_THAT(exchange.headers, Contains(Pair("location", "/there")));
  EXPECT_EQ(server.requests().size(), 1U);
}

/// Sets variables of the environment, or takes them away; all is as it was afterwards.
class Environment {
 public:
  ~Environment() {
    for (const auto& [name, before] : before_) {
      put(name, before);
    }
  }
  void set(const std::string& name, const std::optional<std::string>& value) {
    const char* now = getenv(name.c_str());
    before_.emplace(name, now == nullptr ? std::nullopt : std::optional<std::string>(now));
    put(name, value);
  }

 private:
  static void put(const std::string& name, const std::optional<std::string>& value) {
    if (value) {
      setenv(name.c_str(), value->c_str(), 1);
    } else {
      unsetenv(name.c_str());
    }
  }
  std::map<std::string, std::optional<std::string>> before_;
};

TEST_P(TransportHttp, proxies_of_the_environment_are_ignored) {
  Environment environment;
  for (const char* exception : {"no_proxy", "NO_PROXY"}) {
    environment.set(exception, std::nullopt);  // else a runner's own would do what is tested
  }
  for (const char* proxy : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    environment.set(proxy, "http://127.0.0.1:9");
  }
  SocketServer server(answer_all);
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::ok);
  TransportOptions options = options_for(server.port());
  options.endpoints.front().place.scheme = "https";
  WireRequest secure = get("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  secure.connect_timeout = 300ms;  // nobody answers a handshake there
  send(*open(options), secure);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_P(TransportHttp, a_name_is_pinned_to_all_of_the_given_addresses) {
  SocketServer server(answer_all);
  TransportOptions options = options_for(server.port());
  options.endpoints.front().place.host = "loadgate.invalid";
  options.endpoints.front().place.addresses = {"::1", "127.0.0.1"};  // nobody listens at the first
  const auto transport = open(options);
  const std::string origin = "http://loadgate.invalid:" + std::to_string(server.port());
  const Exchange exchange = send(*transport, get(origin + "/pinned"));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_THAT(server.requests(), ElementsAre(HasSubstr("\r\nHost: loadgate.invalid:" +
                                                       std::to_string(server.port()) + "\r\n")));
}

TEST_P(TransportHttp, keeps_requests_and_connections_of_several_endpoints_apart) {
  SocketServer first(answer_all);
  SocketServer second(answer_all);
  TransportOptions options = options_for(first.port());
  options.endpoints.push_back(options_for(second.port()).endpoints.front());
  const auto transport = open(options);
  for (std::uint64_t token = 0; token < 100; ++token) {
    WireRequest request = get((token % 2 == 0 ? first : second).url("/" + std::to_string(token)));
    request.endpoint = token % 2;
    transport->start(token, std::move(request));
    std::vector<Exchange> ended = finish(*transport);
    ASSERT_EQ(ended.size(), 1U);
    ASSERT_EQ(ended[0].outcome, Outcome::ok) << ended[0].detail;
    EXPECT_EQ(ended[0].is_new_connection, token < 2);
  }
  EXPECT_EQ(first.requests().size(), 50U);
  EXPECT_EQ(second.requests().size(), 50U);
  WireRequest stray = get(second.url("/"));
  stray.endpoint = 0;
  EXPECT_NE(send(*transport, stray).outcome, Outcome::ok) << "an address of another endpoint";
  EXPECT_EQ(second.requests().size(), 50U);
}

}  // namespace
}  // namespace loadgate::testing
