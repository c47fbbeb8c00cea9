// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/proxy.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/socket_server.h"
#include "unit/target/mock/builders.h"
#include "unit/target/raw_client.h"

namespace loadgate {
namespace {

constexpr Nanoseconds patience{5'000'000'000};

TlsOptions trust_in(const std::string& ca) {
  return {.ca = ca, .cert = {}, .key = {}, .verify = true};
}

std::unique_ptr<Proxy> proxy_before(const std::string& url, const std::string& ca = {}) {
  auto proxy = Proxy::start({.url = url, .tls = trust_in(ca), .connect_timeout = patience});
  EXPECT_TRUE(proxy) << proxy.error().message;
  return std::move(proxy).value();
}

Fault proxy_fault(FaultKind kind) {
  return {.kind = kind,
          .step = "0",
          .share = 1,
          .delay = Nanoseconds{200'000'000},
          .status = 503,
          .text = "broken",
          .bytes = 5,
          .is_kept_by_flows = false};
}

RawAnswer ask_tagged(RawClient& client, const std::string& path, const std::string& step = "0") {
  return client.send({.method = "GET",
                      .path = path,
                      .body = {},
                      .headers = std::string(tag_header) + ": " + step + " first 1/1\r\n"});
}

nlohmann::json record_of(const Mock& mock) {
  return nlohmann::json::parse(RawClient(mock.url()).get("/__stats").body)["requests"];
}

TEST(Proxy, HandsOnAndBackOverOneConnectionEach) {
  const auto mock = start_mock("routes: {POST /items: {body: hello, headers: {X-Region: eu}}}");
  const auto proxy = proxy_before(mock->url());
  RawClient client{proxy->url()};
  for (int i = 0; i < 3; ++i) {
    const RawAnswer answer = client.send({.method = "POST",
                                          .path = "/items?page=" + std::to_string(i),
                                          .body = "{\"a\": 1}",
                                          .headers = "User-Agent: tester\r\n"});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_NE(answer.head.find("X-Region: eu\r\n"), std::string::npos) << answer.head;
  }
  const auto requests = record_of(*mock);
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[2]["path"], "/items?page=2");
  EXPECT_EQ(requests[2]["body"], "{\"a\": 1}");
  EXPECT_EQ(requests[2]["user_agent"], "tester");
  EXPECT_EQ(requests[0]["connection"], requests[2]["connection"]);
}

TEST(Proxy, AnswersToHeadHaveNoBody) {
  testing::SocketServer server([](testing::Conversation& talk) {
    talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    talk.read_request();
    talk.answer("other");
  });
  const auto proxy = proxy_before(server.url(""));
  RawClient client{proxy->url()};
  client.write("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  client.write("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  const RawAnswer answer = client.read();
  EXPECT_NE(answer.head.find("Content-Length: 5\r\n"), std::string::npos) << answer.head;
  EXPECT_EQ(answer.body, "HTTP/");  // what comes after the head is the next answer
}

TEST(Proxy, DisturbsTheStepThatIsMeantAndNoOther) {
  const auto mock = start_mock("routes: {GET /a: {body: hello}}");
  const auto proxy = proxy_before(mock->url());
  proxy->set_fault(proxy_fault(FaultKind::status));
  RawClient client{proxy->url()};
  EXPECT_EQ(ask_tagged(client, "/a").status, 200);  // not switched on yet
  proxy->switch_fault(true);
  EXPECT_EQ(ask_tagged(client, "/a").status, 503);
  EXPECT_EQ(ask_tagged(client, "/a", "1").status, 200);
  EXPECT_EQ(client.get("/a").status, 200);
  proxy->switch_fault(false);
  EXPECT_EQ(ask_tagged(client, "/a").status, 200);
  EXPECT_EQ(record_of(*mock).size(), 5U);  // the target answers them all
}

TEST(Proxy, BodiesAreBrokenOrLarger) {
  const auto mock = start_mock("routes: {GET /a: {body: hello}}");
  const auto proxy = proxy_before(mock->url());
  RawClient client{proxy->url()};
  proxy->set_fault(proxy_fault(FaultKind::broken));
  proxy->switch_fault(true);
  EXPECT_EQ(ask_tagged(client, "/a").body, "broken");
  proxy->set_fault(proxy_fault(FaultKind::larger));
  proxy->switch_fault(true);
  EXPECT_EQ(ask_tagged(client, "/a").body, "hello     ");
}

TEST(Proxy, AnAnswerThatIsHeldBackComesLater) {
  const auto mock = start_mock("routes: {GET /a: {body: hello}}");
  const auto proxy = proxy_before(mock->url());
  proxy->set_fault(proxy_fault(FaultKind::delay));
  proxy->switch_fault(true);
  RawClient client{proxy->url()};
  client.set_patience(50);  // less than the delay: nothing can have come
  EXPECT_TRUE(ask_tagged(client, "/a").timed_out);
  client.set_patience(10'000);
  EXPECT_EQ(client.read().body, "hello");
}

TEST(Proxy, ConnectionsAreResetWithheldOrSpoiled) {
  const auto mock = start_mock("routes: {GET /a: {body: hello}}");
  const auto proxy = proxy_before(mock->url());
  proxy->set_fault(proxy_fault(FaultKind::reset));
  proxy->switch_fault(true);
  RawClient reset{proxy->url()};
  EXPECT_TRUE(ask_tagged(reset, "/a").was_reset);
  proxy->set_fault(proxy_fault(FaultKind::hang));
  proxy->switch_fault(true);
  RawClient waiting{proxy->url()};
  waiting.set_patience(100);
  EXPECT_TRUE(ask_tagged(waiting, "/a").timed_out);
  proxy->set_fault(proxy_fault(FaultKind::garbage));
  proxy->switch_fault(true);
  RawClient spoiled{proxy->url()};
  EXPECT_EQ(ask_tagged(spoiled, "/a").head, "this is no HTTP\r\n\r\n");
}

TEST(Proxy, SpeaksTlsToTheTargetAndBelievesNoStranger) {
  const auto mock = start_mock("tls: true\nroutes: {GET /a: {body: hello}}");
  const auto proxy = proxy_before(mock->url(), mock->ca_file());
  EXPECT_EQ(RawClient(proxy->url()).get("/a").body, "hello");
  const auto stranger =
      Proxy::start({.url = mock->url(), .tls = trust_in({}), .connect_timeout = patience});
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().kind, ErrorKind::cannot_measure);
  EXPECT_NE(stranger.error().message.find("certificate verify failed"), std::string::npos)
      << stranger.error().message;
}

TEST(Proxy, ATargetThatIsNotThereIsToldOfAtOnce) {
  const testing::LoopbackSocket nobody = testing::bind_loopback();
  const std::string url = "http://127.0.0.1:" + std::to_string(nobody.port);
  const auto proxy = Proxy::start({.url = url, .tls = trust_in({}), .connect_timeout = patience});
  ::close(nobody.descriptor);
  ASSERT_FALSE(proxy);
  EXPECT_EQ(proxy.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(proxy.error().message, "the target " + url + " cannot be reached: Connection refused");
}

TEST(Proxy, KeepsThePathOfTheTarget) {
  const auto mock = start_mock("routes: {GET /a: {body: hello}}");
  const auto proxy = proxy_before(mock->url() + "/v1/");
  EXPECT_TRUE(proxy->url().ends_with("/v1")) << proxy->url();
}

TEST(Proxy, AConnectionThatTheTargetClosedMeanwhileIsMadeAgain) {
  testing::SocketServer server([](testing::Conversation& talk) {
    if (talk.read_request()) {
      talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  const auto proxy = proxy_before(server.url(""));
  RawClient client{proxy->url()};
  EXPECT_EQ(client.get("/a").body, "ok");
  EXPECT_EQ(client.get("/b").body, "ok");
}

}  // namespace
}  // namespace loadgate
