// SPDX-License-Identifier: Apache-2.0
#include "target/readiness.h"

#include <gmock/gmock.h>

#include "unit/target/mock/builders.h"

namespace loadgate {
namespace {

std::string probe_of(const std::string& url, const std::string& path) {
  const auto probe = make_readiness_probe(url, "GET", path);
  return probe ? describe(*probe) : probe.error().message;
}

TEST(ReadinessProbe, AsksTheTargetsAddress) {
  EXPECT_EQ(probe_of("http://127.0.0.1:8080", "/healthz"), "GET http://127.0.0.1:8080/healthz");
  EXPECT_EQ(probe_of("http://api.test/v1/", "/up?deep=1"), "GET http://api.test:80/v1/up?deep=1");
  EXPECT_EQ(probe_of("http://[::1]:8080", "/"), "GET http://[::1]:8080/");
  EXPECT_EQ(probe_of("http://user:pw@api.test", "/"), "GET http://api.test:80/");
}

TEST(ReadinessProbe, OnlyConnectsForHttpsAndWithoutAPath) {
  EXPECT_EQ(probe_of("https://api.test", "/healthz"), "a connection to api.test:443");
  EXPECT_EQ(probe_of("http://api.test:81/v1", ""), "a connection to api.test:81");
  EXPECT_EQ(probe_of("http://[::1]", ""), "a connection to [::1]:80");
}

TEST(ReadinessProbe, RefusesWhatIsNoAddress) {
  for (const char* url : {"", "api.test", "ftp://api.test", "http://", "http://:80"}) {
    EXPECT_EQ(probe_of(url, "/"),
              "expected an address such as http://127.0.0.1:8080, got '" + std::string{url} + "'");
  }
}

std::string outcome_of(const Mock& mock, const std::string& path) {
  const auto probe = make_readiness_probe(mock.url(), "GET", path);
  const auto result = probe_once(*probe, std::chrono::milliseconds{200}, [] { return false; });
  return result ? "ready" : result.error().message;
}

TEST(ProbeOnce, IsContentWithAnAnswerBelow500) {
  const auto mock = start_mock(
      "routes: {GET /ok: {}, GET /missing: {status: 404}, GET /broken: {status: 500}, "
      "GET /hang: {hang: 100%}, GET /reset: {reset: 100%}}");
  EXPECT_EQ(outcome_of(*mock, "/ok"), "ready");
  EXPECT_EQ(outcome_of(*mock, "/missing"), "ready");
  EXPECT_EQ(outcome_of(*mock, "/broken"), "it answered 500");
  EXPECT_EQ(outcome_of(*mock, "/hang"), "the socket was closed due to a timeout");
  EXPECT_EQ(outcome_of(*mock, "/reset"), "connection reset by peer");
}

TEST(ProbeOnce, SaysThatAHostIsUnknown) {
  const auto probe = make_readiness_probe("http://no-such-host.invalid", "GET", "/");
  EXPECT_FALSE(probe_once(*probe, std::chrono::milliseconds{200}, [] { return false; }));
}

}  // namespace
}  // namespace loadgate
