// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "unit/target/mock/builders.h"
#include "unit/target/raw_client.h"

namespace loadgate {
namespace {

using mock::Fate;
using Json = nlohmann::json;

/// Sends `count` requests one after the other, over a new connection where the last one ended, and
/// gives each answer and its client to `check` with the number of the request.
template <typename Check>
Json send_each(const std::string& yaml, std::uint64_t count, Check check) {
  const auto mock = start_mock(yaml);
  const MockConfig config = mock_config(yaml);
  auto client = std::make_unique<RawClient>(mock->url());
  for (std::uint64_t i = 0; i < count; ++i) {
    const Fate fate = decision_of(config, i).fate;
    client->set_patience(fate == Fate::hang ? 20 : 10'000);
    const RawAnswer answer = client->get("/");
    check(fate, answer, *client);
    if (fate != Fate::answer) {
      client = std::make_unique<RawClient>(mock->url());
    }
  }
  return Json::parse(client->get("/__stats").body);
}

std::uint64_t predicted(const std::string& yaml, std::uint64_t count, Fate fate) {
  const MockConfig config = mock_config(yaml);
  std::uint64_t found = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    found += decision_of(config, i).fate == fate ? 1U : 0U;
  }
  return found;
}

TEST(MockFaults, ResetsTheConnectionAsOftenAsTheSeedSays) {
  const std::string yaml = "routes: {GET /: {reset: 30%}}";
  const Json stats = send_each(yaml, 60, [](Fate fate, const RawAnswer& answer, RawClient&) {
    EXPECT_EQ(answer.was_reset, fate == Fate::reset);
    EXPECT_EQ(answer.status, fate == Fate::reset ? 0 : 200);
  });
  EXPECT_GT(predicted(yaml, 60, Fate::reset), 5U);
  EXPECT_EQ(stats["totals"][0]["outcomes"]["reset"], predicted(yaml, 60, Fate::reset));
}

TEST(MockFaults, DiesInTheMiddleOfAnAnswer) {
  const std::string yaml = "routes: {GET /: {half: 30%, body_size: 1k}}";
  const Json stats = send_each(yaml, 60, [](Fate fate, const RawAnswer& answer, RawClient&) {
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.size(), fate == Fate::half ? 512U : 1'024U);
    EXPECT_FALSE(answer.was_reset);
  });
  EXPECT_GT(predicted(yaml, 60, Fate::half), 5U);
  EXPECT_EQ(stats["totals"][0]["outcomes"]["half"], predicted(yaml, 60, Fate::half));
}

TEST(MockFaults, EndsTheConnectionAfterAWholeAnswer) {
  const std::string yaml = "routes: {GET /: {close: 30%, body: hello}}";
  const Json stats = send_each(yaml, 60, [](Fate fate, const RawAnswer& answer, RawClient& client) {
    EXPECT_TRUE(answer.is_whole);
    const bool closes = fate == Fate::answer_and_close;
    EXPECT_EQ(answer.head.find("Connection: close") != std::string::npos, closes);
    EXPECT_TRUE(!closes || client.is_at_end());
  });
  EXPECT_GT(predicted(yaml, 60, Fate::answer_and_close), 5U);
  EXPECT_EQ(stats["totals"][0]["outcomes"]["answered"], 60);
  EXPECT_EQ(stats["requests"][59]["connection"], 1 + predicted(yaml, 59, Fate::answer_and_close));
}

TEST(MockFaults, NeverAnswersARequestThatHangs) {
  const std::string yaml = "routes: {GET /: {hang: 20%}}";
  const Json stats = send_each(yaml, 30, [](Fate fate, const RawAnswer& answer, RawClient&) {
    EXPECT_EQ(answer.status, fate == Fate::hang ? 0 : 200);
    EXPECT_EQ(answer.timed_out, fate == Fate::hang);
  });
  EXPECT_GT(predicted(yaml, 30, Fate::hang), 2U);
  EXPECT_EQ(stats["totals"][0]["outcomes"]["hung"], predicted(yaml, 30, Fate::hang));
  EXPECT_EQ(stats["totals"][0]["outcomes"]["waiting"], 0);
}

TEST(MockFaults, NoticesAClientThatLeftBeforeItsAnswer) {
  const auto mock = start_mock("routes: {GET /: {body_size: 64M, latency: 5ms}}");
  {
    RawClient client{mock->url()};
    client.write("GET / HTTP/1.1\r\nHost: m\r\n\r\n");
  }
  Json outcome = "waiting";
  while (outcome == "waiting") {
    outcome = Json::parse(RawClient(mock->url()).get("/__stats").body)["requests"][0]["outcome"];
  }
  EXPECT_EQ(outcome, "gone");
}

TEST(MockFaults, StopsWhileRequestsWait) {
  auto mock = start_mock("routes: {GET /: {latency: 1h}, GET /hang: {hang: 100%}}");
  RawClient slow{mock->url()};
  slow.write("GET / HTTP/1.1\r\nHost: m\r\n\r\n");
  RawClient hanging{mock->url()};
  hanging.write("GET /hang HTTP/1.1\r\nHost: m\r\n\r\n");
  while (Json::parse(RawClient(mock->url()).get("/__stats").body)["arrivals"] != 2) {
  }
  mock.reset();
  EXPECT_EQ(slow.read().status, 0);
  EXPECT_EQ(hanging.read().status, 0);
}

}  // namespace
}  // namespace loadgate
