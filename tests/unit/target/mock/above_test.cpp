// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <vector>

#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using std::chrono::milliseconds;

TEST(InFlight, CountsWhatHasComeAndNotGone) {
  Service service{mock_config("routes: {GET /: {latency: 1s}, GET /b: {}}")};
  const Reply first = ask(service, {});
  ask(service, {.target = "/b"});
  answer(service, first);
  ask(service, {.target = "/nowhere"});
  const auto requests = stats_of(service)["requests"];
  EXPECT_EQ(requests[0]["in_flight"], 1);
  EXPECT_EQ(requests[1]["in_flight"], 2);
  EXPECT_EQ(requests[2]["in_flight"], 2);
}

TEST(InFlight, OutlivesAReset) {
  Service service{mock_config("routes: {GET /: {}}")};
  const Reply old = ask(service, {});
  ask(service, {.method = "POST", .target = "/__stats/reset"});
  ask(service, {});
  answer(service, old);
  ask(service, {});
  const auto requests = stats_of(service)["requests"];
  EXPECT_EQ(requests[0]["in_flight"], 2);
  EXPECT_EQ(requests[1]["in_flight"], 2);
}

TEST(Above, MakesEachRequestSlowerThatFindsTooManyUnderWay) {
  Service service{mock_config(
      "{above: {in_flight: 3, slow: 5}, routes: {GET /: {latency: 10ms, above: {in_flight: 1, "
      "slow: 2}}, GET /b: {latency: 10ms}}}")};
  EXPECT_EQ(ask(service, {}).due, milliseconds{10});
  EXPECT_EQ(ask(service, {.target = "/b"}).due, milliseconds{10});
  const Reply third = ask(service, {});
  EXPECT_EQ(third.due, milliseconds{20});
  EXPECT_EQ(ask(service, {.target = "/b"}).due, milliseconds{50});
  EXPECT_EQ(ask(service, {}).due, milliseconds{100});
  answer(service, third);
  answer(service, third);
  EXPECT_EQ(ask(service, {.target = "/b"}).due, milliseconds{50});  // five still: one too many
}

TEST(Above, CorruptsNothingUntilThen) {
  Service service{mock_config(
      "routes: {GET /: {body: {json: {ok: true}}, above: {in_flight: 20, corrupt: 100%}}}")};
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(body_of(ask(service, {})), R"({"ok":true})");
  }
  const Reply reply = ask(service, {});
  EXPECT_EQ(status_of(reply), 200);
  EXPECT_EQ(body_of(reply), "###########");
  EXPECT_EQ(header_of(reply, "Content-Length"), "11");
  EXPECT_TRUE(json_of(reply).is_discarded());
  answer(service, reply);
  const auto outcomes = stats_of(service)["totals"][0]["outcomes"];
  EXPECT_EQ(outcomes["corrupted"], 1);
  EXPECT_EQ(outcomes["answered"], 0);
  EXPECT_EQ(outcomes["waiting"], 20);
}

TEST(Above, DrawsFromTheSeedAndTheNumberOnly) {
  const std::string yaml =
      "routes: {GET /: {errors: {500: 20%}, above: {in_flight: 0, errors: {503: 30%}}}}";
  const auto statuses = [&yaml] {
    Service service{mock_config(yaml)};
    std::vector<int> found;
    for (int i = 0; i < 2'000; ++i) {
      found.push_back(status_of(ask(service, {})));
    }
    return found;
  };
  const std::vector<int> first = statuses();
  EXPECT_EQ(statuses(), first);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, 500)), 400, 75);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, 503)), 0.8 * 0.3 * 2'000, 80);
  const auto config = mock_config(yaml);
  for (std::uint64_t i = 0; i < 2'000; ++i) {  // the route's own faults are what they were
    EXPECT_EQ(first[i] == 500, decision_of(config, i).error_status == 500);
  }
}

TEST(Above, DrawsForServerAndRouteApart) {
  Service service{mock_config(
      "{above: {in_flight: 0, errors: {502: 50%}}, routes: {GET /: {above: {in_flight: 0, errors: "
      "{503: 50%}}}}}")};
  std::vector<int> found;
  for (int i = 0; i < 2'000; ++i) {
    found.push_back(status_of(ask(service, {})));
  }
  EXPECT_NEAR(static_cast<double>(std::ranges::count(found, 503)), 1'000, 100);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(found, 502)), 500, 85);
}

TEST(Corrupt, ReplacesTextAndJsonButNoRefusalAndNoError) {
  Service service{
      mock_config("{login: {user: a, password: b, token: c}, routes: {GET /: {body: '# hello', "
                  "corrupt: 100%}, GET /x: {body: hello, requires_token: true, corrupt: 100%}}}")};
  EXPECT_EQ(body_of(ask(service, {})), "???????");
  const Reply refused = ask(service, {.target = "/x"});
  EXPECT_EQ(status_of(refused), 401);
  EXPECT_TRUE(json_of(refused).is_object());
  answer(service, refused);
  EXPECT_EQ(stats_of(service)["totals"][1]["outcomes"]["corrupted"], 0);
}

}  // namespace
}  // namespace loadgate::mock
