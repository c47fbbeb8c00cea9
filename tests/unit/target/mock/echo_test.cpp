// SPDX-License-Identifier: Apache-2.0
#include "target/mock/echo.h"

#include <gmock/gmock.h>

#include "base/digest.h"
#include "target/mock/form.h"
#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using Json = nlohmann::json;

class Echo : public testing::Test {
 protected:
  Json echo_of(const Asking& asking) { return json_of(ask(service_, asking)); }

  Service service_{mock_config("routes: {GET /: {does: echo}, POST /: {does: echo}}")};
};

TEST_F(Echo, ShowsWhatWasSentButNoValueOfAHeader) {
  const Asking asking{
      .method = "POST",
      .target = "/?q=a+b&n=1&n=2&n=3",
      .fields = {{"Host", "m"}, {"Authorization", "Bearer s3cret"}, {"Content-Type", "text/plain"}},
      .body = "hello"};
  EXPECT_EQ(echo_of(asking), Json({{"method", "POST"},
                                   {"path", "/"},
                                   {"query", {{"q", "a b"}, {"n", {"1", "2", "3"}}}},
                                   {"headers", {"Host", "Authorization", "Content-Type"}},
                                   {"content_type", "text/plain"},
                                   {"body", "hello"},
                                   {"body_bytes", 5},
                                   {"body_sha256", sha256("hello")}}));
}

TEST_F(Echo, ShowsAForm) {
  const Asking asking{
      .method = "POST",
      .fields = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
      .body = "user=ann&note=a%26b"};
  EXPECT_EQ(echo_of(asking)["form"], Json({{"user", "ann"}, {"note", "a&b"}}));
}

TEST_F(Echo, RefusesMoreFieldsThanThereMayBe) {
  std::string many;
  for (std::size_t i = 0; i <= most_fields; ++i) {
    many += "n" + std::to_string(i) + "=&";
  }
  EXPECT_EQ(echo_of({.target = "/?" + many}), Json({{"error", "more than 1000 fields"}}));
  EXPECT_EQ(echo_of({.method = "POST",
                     .fields = {{"Content-Type", "application/x-www-form-urlencoded"}},
                     .body = many}),
            Json({{"error", "more than 1000 fields"}}));
}

TEST_F(Echo, ShowsThePartsOfAMultipartBody) {
  const Json echoed =
      echo_of({.method = "POST",
               .fields = {{"Content-Type", "multipart/form-data; boundary=b"}},
               .body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n"
                       "Content-Type: image/png\r\n\r\n\xff\xfe\r\n--b--\r\n"});
  EXPECT_EQ(echoed["body"], nullptr);
  EXPECT_EQ(echoed["parts"], Json::array({{{"name", "f"},
                                           {"filename", "a.bin"},
                                           {"content_type", "image/png"},
                                           {"body", nullptr},
                                           {"body_bytes", 2},
                                           {"body_sha256", sha256("\xff\xfe")}}}));
}

TEST_F(Echo, RefusesADamagedMultipartBody) {
  const Reply reply =
      ask(service_, {.method = "POST",
                     .fields = {{"Content-Type", "multipart/form-data; boundary=b"}},
                     .body = "--c--"});
  EXPECT_EQ(status_of(reply), 400);
}

TEST_F(Echo, TakesHostileBytes) {
  const Json echoed = echo_of({.target = "/?\xff=%ff", .fields = {{"X-\xff", "y"}}});
  EXPECT_EQ(echoed["query"], Json({{"\xEF\xBF\xBD", "\xEF\xBF\xBD"}}));
}

}  // namespace
}  // namespace loadgate::mock
