// SPDX-License-Identifier: Apache-2.0
#include "target/mock/limits.h"

#include <gmock/gmock.h>

#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using testing::HasSubstr;

Limiter limiter(std::int64_t numerator, std::int64_t denominator, std::int64_t burst) {
  return Limiter{
      {.key = "X", .rate = {{.numerator = numerator, .denominator = denominator}}, .burst = burst}};
}

TEST(Limiter, LetsTheBurstThroughAndThenTheRateToTheNanosecond) {
  Limiter three = limiter(3, 1, 2);  // a request each 333,333,333 1/3 ns
  const Nanoseconds start = seconds{1'000'000};
  EXPECT_TRUE(three.take("a", start).is_admitted);
  EXPECT_TRUE(three.take("a", start).is_admitted);
  EXPECT_FALSE(three.take("a", start).is_admitted);
  EXPECT_FALSE(three.take("a", start + nanoseconds{333'333'333}).is_admitted);
  EXPECT_TRUE(three.take("a", start + nanoseconds{333'333'334}).is_admitted);
  EXPECT_FALSE(three.take("a", start + nanoseconds{666'666'666}).is_admitted);
  EXPECT_TRUE(three.take("a", start + nanoseconds{666'666'667}).is_admitted);
  EXPECT_TRUE(three.take("a", start + seconds{1}).is_admitted);
}

TEST(Limiter, DoesNotDriftOverManyRefusals) {
  Limiter seven = limiter(7, 60, 2);  // 7/min, asked every 600 ms
  int admitted = 0;
  for (int i = 0; i <= 100'000; ++i) {
    admitted += seven.take("a", milliseconds{600} * i).is_admitted ? 1 : 0;
  }
  EXPECT_EQ(admitted, 2 + 60'000 * 7 / 60);
}

TEST(Limiter, HasABucketForEachKey) {
  Limiter one = limiter(1, 1, 1);
  for (int key = 0; key < 5'000; ++key) {
    EXPECT_TRUE(one.take("key " + std::to_string(key), seconds{1}).is_admitted);
  }
  for (int key = 0; key < 5'000; ++key) {
    EXPECT_FALSE(one.take("key " + std::to_string(key), seconds{1}).is_admitted);
  }
  EXPECT_EQ(one.buckets(), 5'000U);
}

TEST(Limiter, SaysWhatIsLeftAndWhenToComeAgainInWholeSecondsRoundedUp) {
  Limiter slow = limiter(1, 10, 3);
  Admission said = slow.take("a", seconds{100});
  EXPECT_EQ(said.limit, 3);
  EXPECT_EQ(said.remaining, 2);
  EXPECT_EQ(said.reset, 10);
  EXPECT_EQ(said.retry_after, 0);
  slow.take("a", seconds{100});
  slow.take("a", seconds{100});
  said = slow.take("a", milliseconds{101'500});
  EXPECT_FALSE(said.is_admitted);
  EXPECT_EQ(said.remaining, 0);
  EXPECT_EQ(said.reset, 29);
  EXPECT_EQ(said.retry_after, 9);
  EXPECT_EQ(slow.take("a", milliseconds{109'999}).retry_after, 1);
}

TEST(Limiter, ForgetsFullBucketsFirstAndStaysBounded) {
  Limiter one = limiter(1, 1, 1);
  one.take("early", seconds{1});
  for (int key = 0; key < 300'000; ++key) {
    one.take("key " + std::to_string(key), seconds{3});
  }
  EXPECT_LE(one.buckets(), 200'000U);
  EXPECT_FALSE(one.take("key 299999", seconds{3}).is_admitted);
}

Reply with_key(Service& service, std::string_view key, Nanoseconds when) {
  return ask(service, {.fields = {{"X-Api-Key", key}}}, when);
}

TEST(Limits, RefusesAtOnceWithTheHeadersOfALimit) {
  Service service{mock_config(
      "routes: {GET /: {latency: 1s, limit: {key: x-api-key, rate: 2/min, burst: 1}}}")};
  const Reply first = with_key(service, "ann", seconds{1});
  EXPECT_EQ(status_of(first), 200);
  EXPECT_EQ(header_of(first, "x-ratelimit-limit"), "1");
  EXPECT_EQ(header_of(first, "x-ratelimit-remaining"), "0");
  EXPECT_EQ(header_of(first, "x-ratelimit-reset"), "30");
  EXPECT_EQ(header_of(first, "Retry-After"), "");
  const Reply second = with_key(service, "ann", milliseconds{1'001});
  EXPECT_EQ(status_of(second), 429);
  EXPECT_EQ(header_of(second, "Retry-After"), "30");
  EXPECT_EQ(body_of(second), R"({"error":"too many requests"})");
  EXPECT_EQ(second.due, milliseconds{1'001});
  EXPECT_EQ(status_of(with_key(service, "bob", milliseconds{1'002})), 200);
}

TEST(Limits, GivesOneBucketToAllRequestsWithoutAKey) {
  Service service{mock_config("routes: {GET /: {limit: {key: X-Api-Key, rate: 1/s}}}")};
  EXPECT_EQ(status_of(ask(service, {}, seconds{1})), 200);
  EXPECT_EQ(status_of(with_key(service, "", seconds{1})), 429);
  EXPECT_EQ(status_of(ask(service, {.fields = {{"Authorization", "Bearer x"}}}, seconds{1})), 429);
  EXPECT_EQ(status_of(with_key(service, "ann", seconds{1})), 200);
}

TEST(Limits, TellsLongKeysApart) {
  Service service{mock_config("routes: {GET /: {limit: {key: X-Api-Key, rate: 1/s}}}")};
  const std::string common(4'000, 'k');
  EXPECT_EQ(status_of(with_key(service, common + "1", seconds{1})), 200);
  EXPECT_EQ(status_of(with_key(service, common + "2", seconds{1})), 200);
  EXPECT_EQ(status_of(with_key(service, common + "1", seconds{1})), 429);
}

TEST(Limits, TakesFromServerAndRouteOrFromNone) {
  Service service{
      mock_config("{limit: {rate: 3/s}, routes: {GET /a: {limit: {key: X-Api-Key, rate: 1/s}}, "
                  "GET /b: {}}}")};
  const auto get = [&service](std::string_view path) {
    return ask(service, {.target = path}, seconds{1});
  };
  EXPECT_EQ(header_of(get("/a"), "x-ratelimit-limit"), "1");  // the stricter one speaks
  EXPECT_EQ(status_of(get("/a")), 429);                       // and nothing is taken
  EXPECT_EQ(status_of(get("/a")), 429);
  EXPECT_EQ(header_of(get("/b"), "x-ratelimit-remaining"), "1");
  EXPECT_EQ(status_of(get("/b")), 200);
  EXPECT_EQ(status_of(get("/b")), 429);
}

TEST(Limits, RefusesBeforeAnythingIsDone) {
  Service service{mock_config(
      "routes: {POST /cart: {does: add_to_cart, limit: {rate: 1/s}}, \"GET /{id}\": {does: "
      "show_order}}")};
  const Asking order{.method = "POST", .target = "/cart", .body = R"({"productId":1})"};
  EXPECT_EQ(status_of(ask(service, order, seconds{1})), 201);
  EXPECT_EQ(status_of(ask(service, order, seconds{1})), 429);
  EXPECT_EQ(status_of(ask(service, {.target = "/1"}, seconds{1})), 200);
  EXPECT_EQ(status_of(ask(service, {.target = "/2"}, seconds{1})), 404);
}

TEST(Limits, LeavesTheMocksOwnPagesAlone) {
  Service service{mock_config("{limit: {rate: 1/min}, routes: {GET /: {}}}")};
  ask(service, {}, seconds{1});
  EXPECT_EQ(status_of(ask(service, {.target = "/healthz"}, seconds{1})), 200);
  EXPECT_EQ(status_of(ask(service, {.target = "/nowhere"}, seconds{1})), 404);
}

TEST(Limits, AreCountedAndBeginAnewAfterAReset) {
  Service service{mock_config("{limit: {rate: 1/min}, routes: {GET /: {}}}")};
  for (int i = 0; i < 3; ++i) {
    answer(service, ask(service, {}, seconds{1}));
  }
  const auto totals = stats_of(service)["totals"][0];
  EXPECT_EQ(totals["requests"], 3);
  EXPECT_EQ(totals["limited"], 2);
  EXPECT_EQ(totals["statuses"], nlohmann::json({{"200", 1}, {"429", 2}}));
  ask(service, {.method = "POST", .target = "/__stats/reset"});
  EXPECT_EQ(status_of(ask(service, {}, seconds{1})), 200);
  EXPECT_EQ(stats_of(service)["totals"][0]["limited"], 0);
}

}  // namespace
}  // namespace loadgate::mock
