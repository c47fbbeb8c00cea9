// SPDX-License-Identifier: Apache-2.0
#include "target/mock/describe.h"

#include <gmock/gmock.h>

#include "base/digest.h"
#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

Json recorded(const std::string& yaml, const Asking& asking) {
  Service service{mock_config(yaml)};
  ask(service, asking);
  return stats_of(service)["requests"][0];
}

std::string digest(const char* text) {
  return sha256(text).substr(0, 12);
}

TEST(Describe, KeepsHeadersThatHoldNoSecret) {
  const Json request =
      recorded("routes: {GET /: {}}", {.fields = {{"Content-Type", "text/csv; charset=utf-8"},
                                                  {"Accept-Encoding", "gzip, br"},
                                                  {"Cookie", "theme=dark; session=s3cret"}}});
  EXPECT_EQ(request["content_type"], "text/csv; charset=utf-8");
  EXPECT_EQ(request["accept_encoding"], "gzip, br");
  EXPECT_EQ(request["cookie"], Json({"theme", "session"}));
  EXPECT_EQ(request["credential"], "");
  EXPECT_EQ(request["session"], 0);
}

TEST(Describe, KeepsADigestOfTheCredential) {
  const std::string yaml = "routes: {GET /: {}}";
  EXPECT_EQ(
      recorded(yaml, {.fields = {{"Authorization", "Bearer a"}, {"X-Api-Key", "b"}}})["credential"],
      digest("Bearer a"));
  EXPECT_EQ(recorded(yaml, {.fields = {{"X-Api-Key", "b"}}})["credential"], digest("b"));
}

TEST(Describe, TakesTheKeyOfALimitForTheCredential) {
  const Asking asking{.fields = {{"Authorization", "Bearer a"}, {"X-Tenant", "t"}, {"X-Org", "o"}}};
  EXPECT_EQ(recorded("{limit: {key: X-Org, rate: 1/s}, routes: {GET /: {limit: {key: X-Tenant, "
                     "rate: 1/s}}}}",
                     asking)["credential"],
            digest("t"));
  EXPECT_EQ(recorded("{limit: {key: X-Org, rate: 1/s}, routes: {GET /: {limit: {rate: 1/s}}}}",
                     asking)["credential"],
            digest("o"));
  EXPECT_EQ(
      recorded("{limit: {key: X-None, rate: 1/s}, routes: {GET /: {}}}", asking)["credential"],
      digest("Bearer a"));
}

TEST(Describe, CutsALongHeader) {
  const std::string type(5'000, 't');
  EXPECT_EQ(recorded("routes: {GET /: {}}", {.fields = {{"Content-Type", type}}})["content_type"],
            type.substr(0, 200));
}

TEST(Describe, NumbersTheSessionOfACookie) {
  Service service{mock_config("routes: {POST /: {does: start_session}, GET /: {}}")};
  ask(service, {.method = "POST"});
  const std::string cookie = header_of(ask(service, {.method = "POST"}), "Set-Cookie");
  ask(service, {.fields = {{"Cookie", cookie.substr(0, cookie.find(';'))}}});
  EXPECT_EQ(stats_of(service)["requests"][2]["session"], 2);
}

TEST(Describe, NeverKeepsAKeyOrAClientsSecret) {
  Service service{mock_config(
      "{oauth2: {client_id: demo, client_secret: s3cret}, routes: {POST /keys: {does: issue_key}, "
      "\"DELETE /keys/{key}/now\": {does: revoke_key}, POST /token: {does: issue_token}}}")};
  const std::string key = json_of(ask(service, {.method = "POST", .target = "/keys"}))["key"];
  const std::string path = "/keys/" + key + "/now?x=" + key;
  EXPECT_EQ(status_of(ask(service, {.method = "DELETE", .target = path})), 204);
  ask(service, {.method = "POST", .target = "/token", .body = "client_secret=s3cret"});
  const std::string stats = body_of(ask(service, {.target = "/__stats"}));
  EXPECT_THAT(stats, Not(HasSubstr(key)));
  EXPECT_THAT(stats, Not(HasSubstr("s3cret")));
  EXPECT_THAT(stats, HasSubstr("\"path\":\"/keys/" + digest(key.c_str()) + "/now\""));
}

}  // namespace
}  // namespace loadgate::mock
