// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>

#include "transport_fixture.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TransportRedirect : public TransportContract {
 protected:
  /// Answers "/hop" with this status and Location, everything else with its own request line.
  static SocketServer::Script leading(std::string status, std::string location) {
    return [status = std::move(status), location = std::move(location)](Conversation& talk) {
      while (const auto request = talk.read_request()) {
        const bool is_hop = request->find(" /hop ") != std::string::npos;
        if (is_hop) {
          talk.send("HTTP/1.1 " + status + " Moved\r\nContent-Length: 2\r\nLocation: " + location +
                    "\r\n\r\nno");
        } else {
          talk.answer(request->substr(0, request->find(" HTTP")));
        }
      }
    };
  }

  Exchange follow(const SocketServer& server, WireRequest request, std::int64_t redirects = 3) {
    request.redirects = redirects;
    const auto transport = open(server);
    return send(*transport, std::move(request));
  }
};

TEST_P(TransportRedirect, is_an_answer_like_others_unless_it_is_asked_for) {
  const SocketServer server(leading("302", "/new"));
  const Exchange answer = follow(server, get(server.url("/hop")), 0);
  EXPECT_EQ(answer.outcome, Outcome::ok);
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.hops, 0);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_P(TransportRedirect, is_one_exchange_with_all_of_its_requests) {
  const SocketServer server(leading("302", "/new?a=b"));
  const Exchange answer = follow(server, get(server.url("/hop")));
  EXPECT_EQ(answer.outcome, Outcome::ok);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "GET /new?a=b");
  EXPECT_EQ(answer.bytes_in, answer.body.size());
  EXPECT_EQ(answer.hops, 1);
  EXPECT_TRUE(answer.is_new_connection);
  EXPECT_GE(answer.connect_time, 0);
  EXPECT_LE(answer.dispatched, answer.connected);
  EXPECT_LT(answer.connected, answer.first_byte);
  EXPECT_LE(answer.first_byte, answer.finished);
  EXPECT_EQ(server.connections(), 1U);
}

TEST_P(TransportRedirect, has_all_of_its_requests_between_its_stamps) {
  std::array<std::atomic<Instant>, 3> read{};
  const SocketServer server([&read](Conversation& talk) {
    for (std::size_t number = 0; number < read.size() && talk.read_request(); ++number) {
      read[number] = monotonic_now();
      const bool is_last = number + 1 == read.size();
      talk.send(std::string(is_last ? "HTTP/1.1 200 OK" : "HTTP/1.1 302 Found") +
                "\r\nContent-Length: 0\r\nLocation: /\r\n\r\n");
    }
  });
  const Exchange answer = follow(server, get(server.url("/hop")));
  EXPECT_EQ(answer.hops, 2);
  EXPECT_LE(answer.connected, read.front().load());
  EXPECT_GE(answer.first_byte, read.back().load());
}

TEST_P(TransportRedirect, keeps_or_changes_the_method_as_the_status_says) {
  struct Case {
    std::string method;
    std::string status;
    std::string becomes;
  };
  for (const Case& one :
       {Case{"POST", "301", "GET"}, Case{"POST", "302", "GET"}, Case{"POST", "303", "GET"},
        Case{"POST", "307", "POST"}, Case{"POST", "308", "POST"}, Case{"PUT", "302", "PUT"},
        Case{"PUT", "303", "GET"}, Case{"GET", "307", "GET"}}) {
    const SocketServer server(leading(one.status, "/new"));
    WireRequest request = post(server.url("/hop"), one.method == "GET" ? "" : "body");
    request.method = one.method;
    request.has_body = one.method != "GET";
    request.headers = {"Content-Type: text/plain", "X-Kept: yes"};
    EXPECT_EQ(follow(server, request).body, one.becomes + " /new") << one.method << one.status;
    const std::string last = server.requests().back();
    const bool keeps_body = one.becomes != "GET";
    EXPECT_EQ(last.ends_with("\r\n\r\nbody"), keeps_body) << last;
    EXPECT_THAT(last, HasSubstr("X-Kept: yes"));
    if (one.method != "GET") {
      EXPECT_EQ(last.find("text/plain") != std::string::npos, keeps_body) << last;
    }
  }
}

TEST_P(TransportRedirect, keeps_a_head_request) {
  const SocketServer server(leading("303", "/new"));
  WireRequest request = get(server.url("/hop"));
  request.method = "HEAD";
  SocketServer answering([](Conversation& talk) {
    while (const auto asked = talk.read_request()) {
      const bool is_hop = asked->find(" /hop ") != std::string::npos;
      talk.send(is_hop ? "HTTP/1.1 303 See Other\r\nContent-Length: 9\r\nLocation: /new\r\n\r\n"
                       : "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
    }
  });
  request.url = answering.url("/hop");
  EXPECT_EQ(follow(answering, request).status, 200);
  EXPECT_THAT(answering.requests().back(), StartsWith("HEAD /new "));
}

TEST_P(TransportRedirect, is_resolved_against_the_address_of_its_request) {
  const std::vector<std::pair<std::string, std::string>> resolved{{"new", "GET /a/new"},
                                                                  {"../new", "GET /new"},
                                                                  {"?b", "GET /a/hop?b"},
                                                                  {"/x y#part", "GET /x%20y"},
                                                                  {"./ü", "GET /a/%c3%bc"}};
  for (const auto& [location, line] : resolved) {
    const SocketServer server([&location = location](Conversation& talk) {
      bool is_first = true;
      while (const auto request = talk.read_request()) {
        if (std::exchange(is_first, false)) {
          talk.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location +
                    "\r\n\r\n");
        } else {
          talk.answer(request->substr(0, request->find(" HTTP")));
        }
      }
    });
    EXPECT_EQ(follow(server, get(server.url("/a/hop"))).body, line) << location;
  }
}

TEST_P(TransportRedirect, to_another_place_is_named_and_not_followed) {
  const std::vector<std::string> others{"http://localhost:1/secret?token=1", "https://127.0.0.1/",
                                        "//example.com/x", "http://me:pw@127.0.0.1/"};
  for (const std::string& other : others) {
    const SocketServer server(leading("302", other));
    const Exchange answer = follow(server, get(server.url("/hop")));
    EXPECT_EQ(answer.outcome, Outcome::assertion) << other;
    EXPECT_THAT(answer.detail, StartsWith("a redirect to the address '"));
    EXPECT_THAT(answer.detail, HasSubstr(", which is not of the target"));
    EXPECT_THAT(answer.detail, Not(HasSubstr("token")));
    EXPECT_THAT(answer.detail, Not(HasSubstr("pw")));
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(server.requests().size(), 1U);
  }
}

TEST_P(TransportRedirect, to_no_address_is_named) {
  const SocketServer server(leading("302", "http://[::1"));
  const Exchange answer = follow(server, get(server.url("/hop")));
  EXPECT_EQ(answer.outcome, Outcome::assertion);
  EXPECT_THAT(answer.detail, HasSubstr("which is not a web address"));
}

TEST_P(TransportRedirect, ends_after_as_many_as_are_allowed) {
  const SocketServer server(leading("302", "/hop"));
  const Exchange answer = follow(server, get(server.url("/hop")), 4);
  EXPECT_EQ(answer.outcome, Outcome::assertion);
  EXPECT_EQ(answer.detail, "more than 4 redirects, the last one to the address '/hop'");
  EXPECT_EQ(server.requests().size(), 5U);
}

TEST_P(TransportRedirect, has_one_time_out_for_all_of_its_requests) {
  const SocketServer server([](Conversation& talk) {
    while (talk.read_request()) {
      talk.pause(60ms);
      talk.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /hop\r\n\r\n");
    }
  });
  WireRequest request = get(server.url("/hop"));
  request.timeout = 200ms;
  const Exchange answer = follow(server, request, 20);
  EXPECT_TRUE(answer.outcome == Outcome::timeout_first_byte ||
              answer.outcome == Outcome::timeout_total);
  EXPECT_LT(server.requests().size(), 20U);
}

TEST_P(TransportRedirect, tells_a_broken_connection_apart_from_a_next_request) {
  const SocketServer server([](Conversation& talk) {
    if (talk.read_request()) {
      talk.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /new\r\n\r\n");
      talk.read_request();
    }
  });
  const Exchange answer = follow(server, get(server.url("/hop")));
  EXPECT_EQ(answer.outcome, Outcome::reset_on_reuse);
  EXPECT_EQ(answer.hops, 1);
}

TEST_P(TransportRedirect, leaves_the_handle_as_new_for_the_next_request) {
  const SocketServer server(leading("303", "/new"));
  const auto transport = open(server);
  WireRequest request = post(server.url("/hop"), "body");
  request.redirects = 2;
  EXPECT_EQ(send(*transport, request).body, "GET /new");
  EXPECT_EQ(send(*transport, get(server.url("/other"))).body, "GET /other");
  EXPECT_EQ(send(*transport, request).body, "GET /new");
  EXPECT_EQ(send(*transport, post(server.url("/other"), "b")).body, "POST /other");
}

FOR_ALL_TRANSPORTS(TransportRedirect);

TEST_P(TransportRedirect, is_not_followed_where_the_load_may_send_no_more) {
  const SocketServer server([](Conversation& talk) {
    while (talk.read_request()) {
      talk.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /on\r\n\r\n");
    }
  });
  TransportOptions options = options_for(server.port());
  int left = 2;
  options.may_follow = [&left] { return left-- > 0; };
  const auto transport = open(options);
  WireRequest request = get(server.url("/"));
  request.redirects = 20;
  const Exchange exchange = send(*transport, request);
  EXPECT_EQ(exchange.outcome, Outcome::cut);
  EXPECT_EQ(exchange.hops, 2);
  EXPECT_EQ(server.requests().size(), 3U);
}

}  // namespace
}  // namespace loadgate
