// SPDX-License-Identifier: Apache-2.0
#include "target/mock/record.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "target/mock/stats.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

RecordedRequest request(std::string path, Traffic traffic = Traffic::load) {
  return {.number = 0,
          .route = 0,
          .method = "GET",
          .path = std::move(path),
          .user_agent = "test",
          .content_type = "text/plain",
          .accept_encoding = "gzip",
          .cookies = {"a", "b"},
          .credential = "0123456789ab",
          .session = 3,
          .body = {},
          .connection = 1,
          .traffic = traffic,
          .received = milliseconds{1'000},
          .due = milliseconds{1'020},
          .ended = std::nullopt,
          .status = 200,
          .in_flight = 1,
          .is_corrupted = false,
          .is_limited = false,
          .outcome = Outcome::waiting};
}

class RecordTest : public testing::Test {
 protected:
  Json stats() const { return Json::parse(render_stats(record_, config_.routes)); }
  Json summary() const { return Json::parse(render_summary(record_, config_.routes)); }

  MockConfig config_ = mock_config("routes: {GET /: {}}");
  Record record_{3, 1};
};

TEST_F(RecordTest, KeepsTheLastRequestsAndTheTotalsOfAll) {
  for (int i = 0; i < 5; ++i) {
    const Ticket ticket = record_.arrived(request("/?i=" + std::to_string(i)));
    record_.ended(ticket, Outcome::answered, milliseconds{1'021});
  }
  const Json json = stats();
  EXPECT_EQ(json["arrivals"], 5);
  EXPECT_EQ(json["recorded"], 3);
  EXPECT_EQ(json["requests"][0]["path"], "/?i=2");
  EXPECT_EQ(json["requests"][0]["number"], 3);
  EXPECT_EQ(json["totals"][0]["statuses"], Json({{"200", 5}}));
  EXPECT_EQ(json["totals"][0]["outcomes"]["answered"], 5);
}

TEST_F(RecordTest, CountsARequestThatItHasForgotten) {
  const Ticket old = record_.arrived(request("/"));
  for (int i = 0; i < 3; ++i) {
    record_.arrived(request("/"));
  }
  record_.ended(old, Outcome::hung, milliseconds{1'021});
  const Json json = stats();
  EXPECT_EQ(json["totals"][0]["outcomes"]["hung"], 1);
  EXPECT_EQ(json["totals"][0]["outcomes"]["waiting"], 3);
  EXPECT_EQ(json["requests"][0]["outcome"], "waiting");
}

TEST_F(RecordTest, IgnoresTheEndOfWhatArrivedBeforeAReset) {
  const Ticket old = record_.arrived(request("/old"));
  record_.reset();
  record_.arrived(request("/new"));
  record_.ended(old, Outcome::answered, milliseconds{1'021});
  const Json json = stats();
  EXPECT_EQ(json["arrivals"], 1);
  EXPECT_EQ(json["requests"][0]["path"], "/new");
  EXPECT_EQ(json["requests"][0]["outcome"], "waiting");
  EXPECT_EQ(json["totals"][0]["outcomes"]["answered"], 0);
}

TEST_F(RecordTest, SaysWhenARequestCameAndWentAndWasDue) {
  const Ticket ticket = record_.arrived(request("/"));
  record_.ended(ticket, Outcome::answered, milliseconds{1'025});
  EXPECT_EQ(stats()["requests"][0], Json({{"number", 1},
                                          {"route", "GET /"},
                                          {"method", "GET"},
                                          {"path", "/"},
                                          {"user_agent", "test"},
                                          {"content_type", "text/plain"},
                                          {"accept_encoding", "gzip"},
                                          {"cookie", {"a", "b"}},
                                          {"credential", "0123456789ab"},
                                          {"session", 3},
                                          {"body", ""},
                                          {"connection", 1},
                                          {"in_flight", 1},
                                          {"is_limited", false},
                                          {"is_preflight", false},
                                          {"status", 200},
                                          {"outcome", "answered"},
                                          {"received_ns", 1'000'000'000},
                                          {"due_ns", 1'020'000'000},
                                          {"answered_ns", 1'025'000'000},
                                          {"service_ns", 25'000'000}}));
}

TEST_F(RecordTest, WritesHostileTextAsJson) {
  record_.arrived(request("/\"\\\n\x01\xff<script>"));
  EXPECT_EQ(stats()["requests"][0]["path"], "/\"\\\n\x01\xEF\xBF\xBD<script>");
}

TEST_F(RecordTest, SumsUpByNearestRankAndKeepsPreflightsApart) {
  Record record{1'000, 1};
  for (int i = 1; i <= 100; ++i) {
    const Ticket ticket = record.arrived(request("/"));
    record.ended(ticket, Outcome::answered, milliseconds{1'000 + i});
  }
  record.ended(record.arrived(request("/", Traffic::preflight)), Outcome::answered,
               milliseconds{1'500});
  record.ended(record.arrived(request("/")), Outcome::half, milliseconds{9'000});
  const Json json = Json::parse(render_summary(record, config_.routes))["routes"][0];
  EXPECT_EQ(json["count"], 100);
  EXPECT_EQ(json["p50_ns"], 50'000'000);
  EXPECT_EQ(json["p95_ns"], 95'000'000);
  EXPECT_EQ(json["p99_ns"], 99'000'000);
  EXPECT_EQ(json["max_ns"], 100'000'000);
  EXPECT_EQ(json["late"]["over_1ms"], 79);
  EXPECT_EQ(json["late"]["max_ns"], 80'000'000);
  EXPECT_EQ(json["preflight"]["count"], 1);
  EXPECT_EQ(json["preflight"]["max_ns"], 500'000'000);
}

TEST_F(RecordTest, SumsUpNothingWithoutAnAnswer) {
  EXPECT_EQ(summary()["routes"][0],
            Json({{"route", "GET /"}, {"count", 0}, {"preflight", {{"count", 0}}}}));
}

}  // namespace
}  // namespace loadgate::mock
