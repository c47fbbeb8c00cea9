// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/message.h"

#include <gtest/gtest.h>

namespace loadgate::proxy {
namespace {

namespace http = boost::beast::http;

Answer json_answer() {
  Answer answer;
  answer.result(200);
  answer.set(http::field::content_type, "application/json");
  answer.set("X-Region", "eu");
  answer.body() = "{}";
  return answer;
}

Fault fault_of_kind(FaultKind kind) {
  return {.kind = kind,
          .step = "0",
          .share = 1,
          .delay = Nanoseconds{0},
          .status = 503,
          .text = kind == FaultKind::header ? "X-Region" : "broken",
          .bytes = 5,
          .is_kept_by_flows = false};
}

Address address_of(const std::string& url) {
  auto address = read_address(url);
  EXPECT_TRUE(address) << url;
  return address.value();
}

TEST(ProxyAddress, IsReadWithItsDefaults) {
  const Address plain = address_of("http://api.example.com/v1/");
  EXPECT_EQ(plain.host, "api.example.com");
  EXPECT_EQ(plain.port, "80");
  EXPECT_EQ(plain.authority, "api.example.com");
  EXPECT_EQ(plain.path, "/v1");
  EXPECT_FALSE(plain.is_tls);
  const Address six = address_of("https://me@[::1]:8443");
  EXPECT_EQ(six.host, "::1");
  EXPECT_EQ(six.port, "8443");
  EXPECT_EQ(six.authority, "[::1]:8443");
  EXPECT_EQ(origin_of(six), "https://[::1]:8443");
  EXPECT_TRUE(six.is_tls);
  EXPECT_EQ(read_address("ftp://a").error().message, "the target 'ftp://a' is no http(s) address");
  EXPECT_EQ(read_address("http://").error().message, "the target 'http://' names no host");
}

TEST(ProxyMessage, AsksTheTargetInItsOwnName) {
  Ask ask;
  ask.set(http::field::host, "127.0.0.1:1");
  ask.set(http::field::accept_encoding, "gzip");
  ask.set({tag_header.data(), tag_header.size()}, "0 first 1/1");
  readdress(ask, address_of("http://api.example.com:81"), false);
  EXPECT_EQ(ask[http::field::host], "api.example.com:81");
  EXPECT_EQ(ask[http::field::accept_encoding], "gzip");
  EXPECT_EQ(ask.count({tag_header.data(), tag_header.size()}), 0U);
  readdress(ask, address_of("http://api.example.com:81"), true);
  EXPECT_EQ(ask.count(http::field::accept_encoding), 0U);
}

TEST(ProxyMessage, LeadsWhatLeadsToTheTargetThroughTheProxy) {
  Answer answer = json_answer();
  answer.set(http::field::location, "https://api.example.com/v1/orders/7");
  answer.insert(http::field::set_cookie, "id=1; Domain=example.com; Path=/; Secure; HttpOnly");
  answer.insert(http::field::set_cookie, "b=2");
  readdress(answer, address_of("https://api.example.com/v1"), "http://127.0.0.1:9");
  EXPECT_EQ(answer[http::field::location], "http://127.0.0.1:9/v1/orders/7");
  const auto [first, last] = answer.equal_range(http::field::set_cookie);
  EXPECT_EQ(first->value(), "id=1; Path=/; HttpOnly");
  EXPECT_EQ(std::next(first)->value(), "b=2");
  EXPECT_EQ(std::next(first, 2), last);
  answer.set(http::field::location, "/elsewhere");
  readdress(answer, address_of("https://api.example.com"), "http://127.0.0.1:9");
  EXPECT_EQ(answer[http::field::location], "/elsewhere");
}

TEST(ProxyMessage, ACookieOfThatNameIsNoAttribute) {
  EXPECT_EQ(without_place("secure"), "secure");
  EXPECT_EQ(without_place("domain=x; Domain=y"), "domain=x");
  EXPECT_EQ(without_place(""), "");
}

TEST(ProxyMessage, EachKindDisturbsInItsWay) {
  Answer error = json_answer();
  disturb(error, fault_of_kind(FaultKind::status));
  EXPECT_EQ(error.result_int(), 503U);
  EXPECT_EQ(error.body(), "an error that loadgate selftest injected");
  Answer broken = json_answer();
  broken.set(http::field::content_encoding, "gzip");
  disturb(broken, fault_of_kind(FaultKind::broken));
  EXPECT_EQ(broken.result_int(), 200U);
  EXPECT_EQ(broken.body(), "broken");
  EXPECT_EQ(broken.count(http::field::content_encoding), 0U);
  Answer larger = json_answer();
  disturb(larger, fault_of_kind(FaultKind::larger));
  EXPECT_EQ(larger.body(), "{}     ");
  EXPECT_EQ(larger[http::field::content_type], "application/json");
  Answer headless = json_answer();
  disturb(headless, fault_of_kind(FaultKind::header));
  EXPECT_EQ(headless.count("X-Region"), 0U);
  for (const FaultKind kind :
       {FaultKind::delay, FaultKind::reset, FaultKind::hang, FaultKind::garbage}) {
    Answer same = json_answer();
    disturb(same, fault_of_kind(kind));
    EXPECT_EQ(same.body(), "{}");
    EXPECT_EQ(same.result_int(), 200U);
  }
}

TEST(ProxyMessage, FramesAWholeBodyByItsLength) {
  Answer answer = json_answer();
  answer.chunked(true);
  frame(answer, false, true);
  EXPECT_EQ(answer[http::field::content_length], "2");
  EXPECT_FALSE(answer.chunked());
  EXPECT_TRUE(answer.keep_alive());
  frame(answer, false, false);
  EXPECT_FALSE(answer.keep_alive());
}

TEST(ProxyMessage, AnAnswerToHeadKeepsTheLengthItSpeaksOf) {
  Answer answer = json_answer();
  answer.content_length(1234);
  answer.body().clear();
  frame(answer, true, true);
  EXPECT_EQ(answer[http::field::content_length], "1234");
  Answer nothing = json_answer();
  nothing.result(204);
  nothing.body().clear();
  frame(nothing, false, true);
  EXPECT_EQ(nothing.count(http::field::content_length), 0U);
}

}  // namespace
}  // namespace loadgate::proxy
