// SPDX-License-Identifier: Apache-2.0
#include "target/mock/config.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "unit/target/mock/builders.h"

namespace loadgate {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::Pair;

TEST(MockConfig, TakesEveryKeyOfTheServer) {
  const auto config = mock_config(R"(
listen: 8080
tls: true
seed: 7
slow: {factor: 1.5, from: 10s, for: 5s}
stall: {at: 2s, for: 1.4s}
login: {user: ann, password: s3cret, token: t0ken}
oauth2: {client_id: demo, client_secret: s4cret, expires_in: 2s}
above: {in_flight: 20, slow: 2, errors: {503: 10%}, hang: 1%, reset: 2%, half: 3%, corrupt: 5%,
        close: 6%}
limit: {key: Authorization, rate: 90/min, burst: 20}
burn: {threads: 2}
record: 2k
routes: {GET /: {}}
)");
  EXPECT_EQ(config.port, 8080);
  EXPECT_TRUE(config.tls);
  EXPECT_EQ(config.seed, 7U);
  EXPECT_EQ(config.slow.factor, 1.5);
  EXPECT_EQ(config.slow.span->from, milliseconds{10'000});
  EXPECT_EQ(config.slow.span->duration, milliseconds{5'000});
  EXPECT_EQ(config.stall->from, milliseconds{2'000});
  EXPECT_EQ(config.stall->duration, milliseconds{1'400});
  EXPECT_EQ(config.login->user, "ann");
  EXPECT_EQ(config.login->password, "s3cret");
  EXPECT_EQ(config.login->token, "t0ken");
  EXPECT_EQ(config.oauth2->client_id, "demo");
  EXPECT_EQ(config.oauth2->client_secret, "s4cret");
  EXPECT_EQ(config.oauth2->expires_in, milliseconds{2'000});
  EXPECT_EQ(config.above->in_flight, 20);
  EXPECT_EQ(config.above->slow, 2);
  EXPECT_THAT(config.above->faults.errors, ElementsAre(Pair(503, 0.1)));
  EXPECT_EQ(config.above->faults.hang, 0.01);
  EXPECT_EQ(config.above->faults.reset, 0.02);
  EXPECT_EQ(config.above->faults.half, 0.03);
  EXPECT_EQ(config.above->faults.corrupt, 0.05);
  EXPECT_EQ(config.above->faults.close, 0.06);
  EXPECT_EQ(config.limit->key, "Authorization");
  EXPECT_EQ(config.limit->rate.per_second, (Rational{.numerator = 3, .denominator = 2}));
  EXPECT_EQ(config.limit->burst, 20);
  EXPECT_EQ(config.burn_threads, 2U);
  EXPECT_EQ(config.record_limit, 2'000U);
}

TEST(MockConfig, TakesEveryKeyOfARoute) {
  const auto config = mock_config(R"(
login: {user: a, password: b, token: c}
routes:
  POST /a/{id}:
    latency: {lognormal: {median: 20ms, sigma: 0.3}, tails: [{share: 1%, latency: 200ms}]}
    slow: 2
    status: 202
    body: {json: {name: "17", count: 17, list: [true, null, 1.5, x]}}
    headers: {X-Region: eu, content-type: application/problem+json}
    errors: {500: 1%, 429: 0.5%}
    hang: 2%
    reset: 3%
    half: 4%
    corrupt: 6%
    close: 5%
    above: {in_flight: 0, half: 7%}
    limit: {rate: 90/min}
    burn: 2ms
    gzip: true
    requires_token: true
    requires_cookie: true
    requires_key: true
  "GET /jobs/{id}": {does: show_job, ready_after: 300ms}
  "GET /polled/{id}": {does: show_job, ready_after: 3}
  POST /jobs: {does: start_job}
  POST /session: {does: start_session}
  POST /keys: {does: issue_key}
)");
  const MockRoute& route = config.routes.front();
  EXPECT_EQ(route.method, "POST");
  EXPECT_EQ(route.path, "/a/{id}");
  EXPECT_EQ(std::get<MockLognormal>(route.latency.usual).median, milliseconds{20});
  EXPECT_EQ(std::get<MockLognormal>(route.latency.usual).sigma, 0.3);
  EXPECT_EQ(route.latency.tails.front().share, 0.01);
  EXPECT_EQ(std::get<Nanoseconds>(route.latency.tails.front().latency), milliseconds{200});
  EXPECT_EQ(route.slow.factor, 2);
  EXPECT_EQ(route.status, 202);
  EXPECT_EQ(route.body, R"({"name":"17","count":17,"list":[true,null,1.5,"x"]})");
  EXPECT_EQ(route.content_type, "application/problem+json");
  EXPECT_THAT(route.headers, ElementsAre(Pair("X-Region", "eu")));
  EXPECT_THAT(route.faults.errors, ElementsAre(Pair(500, 0.01), Pair(429, 0.005)));
  EXPECT_EQ(route.faults.hang, 0.02);
  EXPECT_EQ(route.faults.reset, 0.03);
  EXPECT_EQ(route.faults.half, 0.04);
  EXPECT_EQ(route.faults.corrupt, 0.06);
  EXPECT_EQ(route.faults.close, 0.05);
  EXPECT_EQ(route.above->in_flight, 0);
  EXPECT_EQ(route.above->slow, 1);
  EXPECT_EQ(route.above->faults.half, 0.07);
  EXPECT_EQ(route.limit->key, "");
  EXPECT_EQ(route.limit->burst, 2);
  EXPECT_EQ(route.burn, milliseconds{2});
  EXPECT_TRUE(route.gzip);
  EXPECT_TRUE(route.requires_token);
  EXPECT_TRUE(route.requires_cookie);
  EXPECT_TRUE(route.requires_key);
  EXPECT_EQ(std::get<Nanoseconds>(config.routes[1].ready_after), milliseconds{300});
  EXPECT_EQ(std::get<std::int64_t>(config.routes[2].ready_after), 3);
}

TEST(MockConfig, TakesShortFormsAndDefaults) {
  const auto config = mock_config("routes: {GET /a: , GET /b: {latency: 5ms, body_size: 2k}}");
  EXPECT_EQ(config.port, 0);
  EXPECT_FALSE(config.tls);
  EXPECT_EQ(config.seed, 1U);
  EXPECT_EQ(config.record_limit, 200'000U);
  EXPECT_EQ(config.routes[0].status, 200);
  EXPECT_EQ(config.routes[0].body, "");
  EXPECT_EQ(std::get<Nanoseconds>(config.routes[1].latency.usual), milliseconds{5});
  EXPECT_EQ(config.routes[1].body.size(), 2'048U);
}

class BadMockConfig : public testing::TestWithParam<std::string> {};

TEST_P(BadMockConfig, IsRefusedWithItsPlaceAndARemedy) {
  const std::filesystem::path folder = std::filesystem::path{TEST_DATA_DIR} / "bad_mock_configs";
  const std::string text = read_file(folder / (GetParam() + ".yaml"), 10'000).value();
  const auto config = parse_mock_config(text, "mock.yaml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, ErrorKind::invalid_input);
  const auto expected = folder / (GetParam() + ".error");
  if (std::getenv("LOADGATE_UPDATE_GOLDEN") != nullptr) {
    EXPECT_TRUE(write_file(expected, config.error().message + "\n"));
  }
  EXPECT_EQ(config.error().message + "\n", read_file(expected, 10'000).value());
}

std::vector<std::string> bad_configs() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator{std::filesystem::path{TEST_DATA_DIR} /
                                                              "bad_mock_configs"}) {
    if (file.path().extension() == ".yaml") {
      names.push_back(file.path().stem());
    }
  }
  std::ranges::sort(names);
  return names;
}
INSTANTIATE_TEST_SUITE_P(Each, BadMockConfig, testing::ValuesIn(bad_configs()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace loadgate
