// SPDX-License-Identifier: Apache-2.0
#include "transport_fixture.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT

/// The Cookie header of a request, or "none".
std::string cookie_in(const std::string& request) {
  constexpr std::string_view field = "Cookie: ";
  const std::size_t at = request.find(field);
  return at == std::string::npos
             ? "none"
             : request.substr(at + field.size(), request.find("\r\n", at) - at - field.size());
}

class TransportCookies : public TransportContract {
 protected:
  /// Sets the cookies that the path names: "/set?a=1;%20Path=/x".
  SocketServer server_{[](Conversation& talk) {
    while (const auto request = talk.read_request()) {
      const std::size_t begin = request->find('?');
      std::string set;
      if (begin < request->find(" HTTP")) {
        set = "Set-Cookie: " + request->substr(begin + 1, request->find(" HTTP") - begin - 1) +
              "\r\n";
      }
      talk.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + set + "\r\n");
    }
  }};
  std::unique_ptr<Transport> transport_ = open(server_);

  /// The cookies that go with a request of this jar.
  std::string sent(std::string_view path, std::optional<std::uint64_t> jar) {
    WireRequest request = get(server_.url(path));
    request.cookie_jar = jar;
    EXPECT_EQ(send(*transport_, std::move(request)).status, 200);
    return cookie_in(server_.requests().back());
  }
};

TEST_P(TransportCookies, are_kept_in_their_jar) {
  EXPECT_EQ(sent("/a?user=1", 1), "none");
  EXPECT_EQ(sent("/a?user=2", 2), "none");
  EXPECT_EQ(sent("/a", 1), "user=1");
  EXPECT_EQ(sent("/a", 2), "user=2");
  EXPECT_EQ(sent("/a", 3), "none");
  EXPECT_EQ(sent("/a?user=9", std::nullopt), "none");
  EXPECT_EQ(sent("/a", std::nullopt), "none");
  EXPECT_EQ(sent("/a", 1), "user=1");
}

TEST_P(TransportCookies, go_where_their_path_and_domain_say) {
  sent("/a?deep=1;Path=/deep", 1);
  sent("/a?other=1;Domain=example.com", 1);
  sent("/a?old=1;Max-Age=0", 1);
  EXPECT_EQ(sent("/a", 1), "none");
  EXPECT_EQ(sent("/deep/er", 1), "deep=1");
}

TEST_P(TransportCookies, are_replaced_and_removed_by_the_server) {
  sent("/a?user=1", 1);
  sent("/a?user=2", 1);
  EXPECT_EQ(sent("/a", 1), "user=2");
  sent("/a?user=2;Max-Age=0", 1);
  EXPECT_EQ(sent("/a", 1), "none");
}

TEST_P(TransportCookies, are_forgotten_jar_by_jar) {
  sent("/a?user=1", 1);
  sent("/a?user=2", 2);
  transport_->forget_cookies(1);
  transport_->forget_cookies(7);
  EXPECT_EQ(sent("/a", 1), "none");
  EXPECT_EQ(sent("/a", 2), "user=2");
}

TEST_P(TransportCookies, are_set_on_the_way_of_a_redirect) {
  const SocketServer leading([](Conversation& talk) {
    while (const auto request = talk.read_request()) {
      const bool is_hop = request->find(" /hop ") != std::string::npos;
      talk.send(is_hop ? "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /in\r\n"
                         "Set-Cookie: session=abc\r\n\r\n"
                       : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  });
  const auto transport = open(leading);
  WireRequest request = get(leading.url("/hop"));
  request.cookie_jar = 5;
  request.redirects = 1;
  EXPECT_EQ(send(*transport, request).status, 200);
  EXPECT_EQ(cookie_in(leading.requests().back()), "session=abc");
}

FOR_ALL_TRANSPORTS(TransportCookies);

}  // namespace
}  // namespace loadgate
