// SPDX-License-Identifier: Apache-2.0
#include "target/mock/service.h"

#include <gmock/gmock.h>

#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(Service, BeginsItsTimeWithTheFirstRequestOfTheLoad) {
  Service service{
      mock_config("{slow: {factor: 3, from: 10ms, for: 10ms}, routes: {GET /: {latency: 1ms}}}")};
  const auto taken = [&service](Nanoseconds when, std::string_view user_agent = "test") {
    return ask(service, {.fields = {{"User-Agent", user_agent}}}, when).due - when;
  };
  EXPECT_EQ(taken(milliseconds{100}, "loadgate (preflight)"), milliseconds{1});
  ask(service, {.target = "/healthz"}, milliseconds{105});
  EXPECT_EQ(taken(milliseconds{112}), milliseconds{1});
  EXPECT_EQ(taken(milliseconds{122}), milliseconds{3});
  EXPECT_EQ(taken(milliseconds{132}), milliseconds{1});
}

TEST(Service, SendsNoBodyToHead) {
  Service service{mock_config("routes: {HEAD /: {body: hello}}")};
  EXPECT_THAT(ask(service, {.method = "HEAD"}).bytes,
              testing::AllOf(HasSubstr("Content-Length: 5\r\n"), EndsWith("\r\n\r\n")));
}

TEST(Service, EndsTheConnectionWhereTheClientWantsIt) {
  Service service{mock_config("routes: {GET /: {}}")};
  Request closing = request_of({});
  EXPECT_EQ(service.receive(closing, {}).fate, Fate::answer);
  closing.asked = Ending::close;
  const Reply reply = service.receive(closing, {});
  EXPECT_EQ(reply.fate, Fate::answer_and_close);
  EXPECT_THAT(reply.bytes, HasSubstr("Connection: close\r\n"));
}

TEST(Service, LetsARouteTakeTheHealthPageAndNoOneTheRecord) {
  Service service{mock_config("routes: {GET /healthz: {status: 503}, \"GET /{page}\": {}}")};
  EXPECT_THAT(ask(service, {.target = "/healthz"}).bytes, HasSubstr("503"));
  EXPECT_THAT(ask(service, {.target = "/__stats"}).bytes, HasSubstr("mock_stats"));
}

TEST(Service, NeverRecordsAToken) {
  Service service{
      mock_config("{login: {user: a, password: b, token: t0ken-t0ken}, routes: {GET /: "
                  "{requires_token: true}}}")};
  const Asking authorized{.fields = {{"Authorization", "Bearer t0ken-t0ken"}}};
  EXPECT_EQ(status_of(ask(service, authorized)), 200);
  EXPECT_THAT(ask(service, {.target = "/__stats"}).bytes, Not(HasSubstr("t0ken")));
}

}  // namespace
}  // namespace loadgate::mock
