// SPDX-License-Identifier: Apache-2.0
#include "target/mock/mock.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "unit/target/mock/builders.h"
#include "unit/target/raw_client.h"

namespace loadgate {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

Json stats_of(const Mock& mock) {
  return Json::parse(RawClient(mock.url()).get("/__stats").body);
}

Json summary_of(const Mock& mock) {
  return Json::parse(RawClient(mock.url()).get("/__stats/summary").body);
}

TEST(Mock, AnswersOverOneConnectionAgainAndAgain) {
  const auto mock = start_mock("routes: {GET /items: {body: hello, headers: {X-Region: eu}}}");
  RawClient client{mock->url()};
  for (int i = 0; i < 3; ++i) {
    const RawAnswer answer = client.get("/items?page=" + std::to_string(i));
    EXPECT_EQ(answer.head,
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain; charset=utf-8\r\n"
              "X-Region: eu\r\n\r\n");
    EXPECT_EQ(answer.body, "hello");
  }
  EXPECT_EQ(stats_of(*mock)["requests"][2]["connection"], 1);
}

TEST(Mock, RecordsWhatWasSent) {
  const auto mock = start_mock("routes: {POST /a: {status: 202}}");
  RawClient client{mock->url()};
  const std::string large(201, 'y');
  const auto post = [&](const std::string& body) {
    return client.send(
        {.method = "POST", .path = "/a?x=1", .body = body, .headers = "User-Agent: tester\r\n"});
  };
  post("{\"a\": 1}");
  post(large);
  client.get("/nowhere");
  const Json requests = stats_of(*mock)["requests"];
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0]["method"], "POST");
  EXPECT_EQ(requests[0]["path"], "/a?x=1");
  EXPECT_EQ(requests[0]["user_agent"], "tester");
  EXPECT_EQ(requests[0]["body"], "{\"a\": 1}");
  EXPECT_EQ(requests[0]["status"], 202);
  EXPECT_EQ(requests[0]["outcome"], "answered");
  EXPECT_EQ(requests[1]["body"], "sha256:" + sha256(large));
  EXPECT_EQ(requests[2]["route"], "no route");
  EXPECT_EQ(requests[2]["status"], 404);
}

TEST(Mock, AnswersWhenItsSeedSaysAndNotBefore) {
  const std::string yaml =
      "{seed: 7, routes: {GET /: {latency: {lognormal: {median: 3ms, sigma: 0.5}}}}}";
  const auto config = mock_config(yaml);
  const auto mock = start_mock(yaml);
  RawClient client{mock->url()};
  for (int i = 0; i < 30; ++i) {
    client.get("/");
  }
  const Json requests = stats_of(*mock)["requests"];
  for (std::size_t i = 0; i < 30; ++i) {
    const auto received = requests[i]["received_ns"].get<std::int64_t>();
    const auto due = requests[i]["due_ns"].get<std::int64_t>();
    EXPECT_EQ(due - received, decision_of(config, i).delay.count());
    EXPECT_GE(requests[i]["answered_ns"].get<std::int64_t>(), due);
  }
  EXPECT_EQ(summary_of(*mock)["routes"][0]["count"], 30);
}

TEST(Mock, KeepsPreflightsApartAndOutOfTheDraws) {
  const std::string yaml = "{routes: {GET /: {errors: {500: 50%}}}}";
  const auto config = mock_config(yaml);
  const auto mock = start_mock(yaml);
  RawClient client{mock->url()};
  for (std::uint64_t i = 0; i < 20; ++i) {
    client.send({.method = "GET",
                 .path = "/",
                 .body = {},
                 .headers = "User-Agent: loadgate (preflight)\r\n"});
    EXPECT_EQ(client.get("/").status, decision_of(config, i).error_status == 0 ? 200 : 500);
  }
  const Json totals = stats_of(*mock)["totals"][0];
  EXPECT_EQ(totals["requests"], 20);
  EXPECT_EQ(totals["preflight"]["requests"], 20);
}

TEST(Mock, RepeatsItselfAfterAReset) {
  const auto mock = start_mock("{routes: {GET /: {errors: {500: 50%}}}}");
  RawClient client{mock->url()};
  const auto sequence = [&client] {
    std::vector<int> statuses;
    for (int i = 0; i < 40; ++i) {
      statuses.push_back(client.get("/").status);
    }
    return statuses;
  };
  const auto first = sequence();
  EXPECT_EQ(
      client.send({.method = "POST", .path = "/__stats/reset", .body = {}, .headers = {}}).status,
      200);
  EXPECT_EQ(sequence(), first);
  EXPECT_EQ(stats_of(*mock)["arrivals"], 40);
}

TEST(Mock, LogsInAndChecksTheTokenAndSellsAnOrder) {
  const auto mock = start_mock(
      "{login: {user: demo, password: demo, token: t0ken}, routes: {POST /login: {does: log_in}, "
      "POST /api/cart/add: {does: add_to_cart, requires_token: true}, "
      "\"GET /api/orders/{id}\": {does: show_order, requires_token: true}}}");
  RawClient client{mock->url()};
  const auto send = [&client](const char* method, const char* path, const char* body,
                              const char* headers) {
    return client.send({.method = method, .path = path, .body = body, .headers = headers});
  };
  const char* const token = "Authorization: Bearer t0ken\r\n";
  EXPECT_EQ(send("POST", "/login", "{}", "").status, 401);
  EXPECT_THAT(send("POST", "/login", R"({"user":"demo","password":"demo"})", "").body,
              HasSubstr("\"access_token\":\"t0ken\""));
  EXPECT_EQ(send("POST", "/api/cart/add", R"({"productId":1})", "").status, 401);
  EXPECT_EQ(
      send("POST", "/api/cart/add", R"({"productId":1})", "Authorization: Bearer x\r\n").status,
      401);
  EXPECT_THAT(send("POST", "/api/cart/add", R"({"productId":1})", token).body,
              HasSubstr("\"order\":\"1\""));
  EXPECT_EQ(send("GET", "/api/orders/1", "", token).status, 200);
  EXPECT_EQ(send("GET", "/api/orders/2", "", token).status, 404);
}

TEST(Mock, IsHealthyAndKeepsThatOutOfItsRecord) {
  const auto mock = start_mock("routes: {GET /: {}}");
  EXPECT_EQ(RawClient(mock->url()).get("/healthz").body, "{\"status\":\"ok\"}");
  EXPECT_EQ(stats_of(*mock)["arrivals"], 0);
}

TEST(Mock, HoldsEverythingBackDuringAStall) {
  const auto mock = start_mock("{stall: {at: 50ms, for: 100ms}, routes: {GET /: {latency: 2ms}}}");
  RawClient client{mock->url()};
  for (int i = 0; i < 60; ++i) {
    client.get("/");
  }
  const Json requests = stats_of(*mock)["requests"];
  const auto first = requests[0]["received_ns"].get<std::int64_t>();
  std::int64_t longest = 0;
  for (const Json& request : requests) {
    const auto since_first = request["answered_ns"].get<std::int64_t>() - first;
    EXPECT_FALSE(since_first >= 50'000'000 && since_first < 150'000'000 &&
                 request["due_ns"].get<std::int64_t>() - first >= 50'000'000)
        << request;
    longest = std::max(longest, request["due_ns"].get<std::int64_t>() -
                                    request["received_ns"].get<std::int64_t>());
  }
  EXPECT_GT(longest, 2'000'000);
}

TEST(Mock, AnswersPipelinedRequestsInTheirOrder) {
  const auto mock = start_mock("routes: {GET /a: {body: a, latency: 5ms}, GET /b: {body: b}}");
  RawClient client{mock->url()};
  client.write("GET /a HTTP/1.1\r\nHost: m\r\n\r\nGET /b HTTP/1.1\r\nHost: m\r\n\r\n");
  EXPECT_EQ(client.read().body, "a");
  EXPECT_EQ(client.read().body, "b");
}

TEST(Mock, ReadsARequestThatComesInPieces) {
  const auto mock = start_mock("routes: {POST /: {}}");
  RawClient client{mock->url()};
  for (const char byte :
       std::string{"POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 4\r\n\r\nbody"}) {
    client.write({&byte, 1});
  }
  EXPECT_EQ(client.read().status, 200);
  EXPECT_EQ(stats_of(*mock)["requests"][0]["body"], "body");
}

TEST(Mock, RefusesWhatIsNoHttp) {
  const auto mock = start_mock("routes: {GET /: {}}");
  RawClient client{mock->url()};
  client.write("hello\r\n\r\n");
  EXPECT_EQ(client.read().status, 400);
  EXPECT_TRUE(client.is_at_end());
}

TEST(Mock, RefusesARequestThatEndsInTwoPlaces) {
  const auto mock = start_mock("routes: {POST /: {}}");
  const auto status_with = [&mock](const std::string& headers) {
    RawClient client{mock->url()};
    client.write("POST / HTTP/1.1\r\nHost: m\r\n" + headers + "\r\n0\r\n\r\n");
    return client.read().status;
  };
  EXPECT_EQ(status_with("Content-Length: 5\r\nContent-Length: 5\r\n"), 200);
  EXPECT_EQ(status_with("Content-Length: 5\r\nContent-Length: 4\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length: 5, 4\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(status_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
}

TEST(Mock, ServesALargeBody) {
  const auto mock = start_mock("routes: {GET /: {body_size: 8M}}");
  const RawAnswer answer = RawClient(mock->url()).get("/");
  EXPECT_TRUE(answer.is_whole);
  EXPECT_EQ(answer.body.size(), 8U * 1024 * 1024);
}

TEST(Mock, SaysThatItsPortIsTaken) {
  const auto mock = start_mock("routes: {GET /: {}}");
  const std::string port = std::to_string(port_of(mock->url()));
  const auto second = Mock::start(mock_config("{listen: " + port + ", routes: {GET /: {}}}"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(second.error().message,
            "the mock cannot listen on 127.0.0.1:" + port + ": Address already in use");
}

}  // namespace
}  // namespace loadgate
