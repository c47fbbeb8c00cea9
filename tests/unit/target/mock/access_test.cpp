// SPDX-License-Identifier: Apache-2.0
#include "target/mock/access.h"

#include <gmock/gmock.h>

#include "target/mock/cookies.h"
#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using std::chrono::seconds;
using testing::StartsWith;

TEST(Cookies, AreReadFromEveryField) {
  const Asking asking{.fields = {{"cookie", "a=1; b=x=y;c"}, {"Other", "d=1"}, {"Cookie", "; =z"}}};
  const auto cookies = cookies_of(request_of(asking));
  ASSERT_EQ(cookies.size(), 3U);
  EXPECT_EQ(cookies[0].name, "a");
  EXPECT_EQ(cookies[1].value, "x=y");
  EXPECT_EQ(cookies[2].name, "c");
}

TEST(Session, IsNeededWhereTheRouteRequiresItsCookie) {
  Service service{
      mock_config("routes: {POST /in: {does: start_session}, GET /: {requires_cookie: true}}")};
  const Reply started = ask(service, {.method = "POST", .target = "/in"});
  const std::string cookie = header_of(started, "Set-Cookie");
  EXPECT_THAT(cookie, StartsWith("session=session_1_"));
  EXPECT_THAT(cookie, testing::EndsWith("; Path=/; HttpOnly"));
  const std::string pair = cookie.substr(0, cookie.find(';'));
  const auto with = [&service](const std::string& value) {
    return status_of(ask(service, {.fields = {{"Cookie", value}}}));
  };
  EXPECT_EQ(with(pair), 200);
  EXPECT_EQ(with("theme=dark; " + pair), 200);
  EXPECT_EQ(with(pair + "0"), 401);
  EXPECT_EQ(with("x" + pair), 401);
  EXPECT_EQ(status_of(ask(service, {})), 401);
}

class Keys : public testing::Test {
 protected:
  std::string issue() {
    const Reply reply = ask(service_, {.method = "POST", .target = "/keys"});
    EXPECT_EQ(status_of(reply), 201);
    return json_of(reply)["key"];
  }
  int revoke(const std::string& key) {
    return status_of(ask(service_, {.method = "DELETE", .target = "/keys/" + key}));
  }
  int with(std::string_view name, const std::string& value) {
    return status_of(ask(service_, {.fields = {{name, value}}}));
  }

  Service service_{mock_config(
      "routes: {POST /keys: {does: issue_key}, \"DELETE /keys/{key}\": {does: revoke_key}, GET /: "
      "{requires_key: true}}")};
};

TEST_F(Keys, AreTakenInEitherHeader) {
  const std::string key = issue();
  EXPECT_EQ(with("X-Api-Key", key), 200);
  EXPECT_EQ(with("Authorization", "Bearer " + key), 200);
  EXPECT_EQ(with("Authorization", "bearer " + key), 200);
  EXPECT_EQ(with("Authorization", "Basic " + key), 401);
  EXPECT_EQ(with("X-Api-Key", "key_1_guess"), 401);
  EXPECT_EQ(with("Accept", "*/*"), 401);
}

TEST_F(Keys, AreRefusedOnceRevoked) {
  const std::string first = issue();
  const std::string second = issue();
  EXPECT_EQ(revoke(first), 204);
  EXPECT_EQ(with("X-Api-Key", first), 401);
  EXPECT_EQ(with("X-Api-Key", second), 200);
  EXPECT_EQ(revoke(first), 404);
  EXPECT_EQ(revoke("none"), 404);
}

class OAuth2 : public testing::Test {
 protected:
  Reply post(const std::string& body, const std::string& authorization = {},
             std::string_view type = "application/x-www-form-urlencoded") {
    std::vector<Field> fields{{"Content-Type", type}};
    if (!authorization.empty()) {
      fields.push_back({"Authorization", authorization});
    }
    return ask(service_,
               {.method = "POST", .target = "/token", .fields = std::move(fields), .body = body},
               seconds{10});
  }
  std::string error_of(const Reply& reply) {
    return std::to_string(status_of(reply)) + " " + json_of(reply).value("error", "");
  }
  Reply get(const std::string& token, Nanoseconds when) {
    const std::string authorization = "Bearer " + token;
    return ask(service_, {.fields = {{"Authorization", authorization}}}, when);
  }

  static constexpr const char* basic = "Basic ZGVtbzpzM2NyZXQ=";  // demo:s3cret
  Service service_{
      mock_config("{oauth2: {client_id: demo, client_secret: s3cret, expires_in: 2500ms}, routes: "
                  "{POST /token: {does: issue_token}, GET /: {requires_token: true}}}")};
};

TEST_F(OAuth2, GivesATokenThatExpires) {
  const Reply issued = post("grant_type=client_credentials&scope=read", basic);
  EXPECT_EQ(status_of(issued), 200);
  EXPECT_EQ(header_of(issued, "Cache-Control"), "no-store");
  const auto json = json_of(issued);
  EXPECT_EQ(json["token_type"], "Bearer");
  EXPECT_EQ(json["expires_in"], 2);
  EXPECT_EQ(json["scope"], "read");
  const std::string token = json["access_token"];
  EXPECT_EQ(status_of(get(token, seconds{12})), 200);
  const Reply late = get(token, std::chrono::milliseconds{12'500});
  EXPECT_EQ(status_of(late), 401);
  EXPECT_EQ(header_of(late, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
  const Reply without = ask(service_, {});
  EXPECT_EQ(status_of(without), 401);
  EXPECT_EQ(header_of(without, "WWW-Authenticate"), "Bearer");
}

TEST_F(OAuth2, TakesTheClientFromTheForm) {
  EXPECT_EQ(status_of(post("grant_type=client_credentials&client_id=demo&client_secret=s3cret")),
            200);
  EXPECT_EQ(status_of(post("grant_type=client_credentials&client_id=demo", basic)), 200);
}

TEST_F(OAuth2, RefusesWhatTheStandardRefuses) {
  const std::string grant = "grant_type=client_credentials";
  EXPECT_EQ(error_of(post(grant)), "401 invalid_client");
  EXPECT_EQ(error_of(post(grant + "&client_id=demo&client_secret=x")), "401 invalid_client");
  EXPECT_EQ(error_of(post(grant, "Basic damaged")), "401 invalid_client");
  EXPECT_EQ(header_of(post(grant, "Basic ZGVtbzp4"), "WWW-Authenticate"), "Basic realm=\"mock\"");
  EXPECT_EQ(error_of(post("", basic)), "400 invalid_request");
  EXPECT_EQ(error_of(post("grant_type=password", basic)), "400 unsupported_grant_type");
  EXPECT_EQ(error_of(post(grant + "&" + grant, basic)), "400 invalid_request");
  EXPECT_EQ(error_of(post(grant + "&client_secret=s3cret", basic)), "400 invalid_request");
  EXPECT_EQ(error_of(post(grant, basic, "application/json")), "400 invalid_request");
}

TEST_F(OAuth2, DecodesTheClientOfHttpBasic) {
  Service service{
      mock_config("{oauth2: {client_id: 'a:b', client_secret: 'c d'}, routes: {POST /token: {does: "
                  "issue_token}}}")};
  const Asking asking{.method = "POST",
                      .target = "/token",
                      .fields = {{"Content-Type", "application/x-www-form-urlencoded"},
                                 {"Authorization", "Basic YSUzQWI6Yytk"}},  // a%3Ab:c+d
                      .body = "grant_type=client_credentials"};
  EXPECT_EQ(json_of(ask(service, asking))["expires_in"], 3'600);
}

TEST(Redirects, AreRoutesWithAStatusAndALocation) {
  Service service{
      mock_config("routes: {GET /a: {status: 302, headers: {Location: /b}}, POST /c: {status: 303, "
                  "headers: {Location: /b}}, POST /d: {status: 307, headers: {Location: /e}}}")};
  const auto check = [&service](std::string_view method, std::string_view path, int status,
                                const char* location) {
    const Reply reply = ask(service, {.method = method, .target = path});
    EXPECT_EQ(status_of(reply), status);
    EXPECT_EQ(header_of(reply, "Location"), location);
  };
  check("GET", "/a", 302, "/b");
  check("POST", "/c", 303, "/b");
  check("POST", "/d", 307, "/e");
}

}  // namespace
}  // namespace loadgate::mock
