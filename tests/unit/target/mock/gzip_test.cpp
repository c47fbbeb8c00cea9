// SPDX-License-Identifier: Apache-2.0
#include "target/mock/gzip.h"

#include <gmock/gmock.h>

#include "base/unpack.h"
#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

std::string gunzip(const std::string& bytes) {
  constexpr UnpackLimits much{.kept = 100'000, .most = 100'000};
  return unpack(bytes, Packing::gzip, much).value().bytes;
}

TEST(AcceptsGzip, WhereTheHeaderNamesItOrAnythingUnlessRefused) {
  for (const char* header : {"gzip", "deflate, gzip;q=0.5, br", "GZIP", "x-gzip", "*",
                             "br, *;q=0.1", " gzip ; q=1.0", "*;q=0, gzip"}) {
    EXPECT_TRUE(accepts_gzip(header)) << header;
  }
  for (const char* header : {"", "identity", "br, deflate", "gzip;q=0", "gzip; q=0.000", "*;q=0",
                             "gzip;q=0, *", "gzipped"}) {
    EXPECT_FALSE(accepts_gzip(header)) << header;
  }
}

TEST(GzipRoute, PacksItsAnswersForWhoTakesThem) {
  Service service{
      mock_config("routes: {GET /: {body: {json: {ok: true}}, gzip: true}, POST /cart: "
                  "{does: add_to_cart, gzip: true}, GET /plain: {body: a}}")};
  const Asking gzipped{.fields = {{"Accept-Encoding", "gzip"}}};
  const Reply packed = ask(service, gzipped);
  EXPECT_EQ(header_of(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(header_of(packed, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header_of(packed, "Content-Length"), std::to_string(body_of(packed).size()));
  EXPECT_EQ(gunzip(body_of(packed)), R"({"ok":true})");
  const Reply plain = ask(service, {});
  EXPECT_EQ(header_of(plain, "Content-Encoding"), "");
  EXPECT_EQ(header_of(plain, "Vary"), "Accept-Encoding");
  EXPECT_EQ(body_of(plain), R"({"ok":true})");
  EXPECT_EQ(gunzip(body_of(ask(service, {.method = "POST",
                                         .target = "/cart",
                                         .fields = {{"accept-encoding", "gzip"}},
                                         .body = R"({"productId":1})"}))),
            R"({"order":"1","status":"done","productId":1,"quantity":1})");
  EXPECT_EQ(header_of(ask(service, {.target = "/plain", .fields = gzipped.fields}), "Vary"), "");
}

TEST(GzipRoute, CorruptsWhatIsInIt) {
  Service service{mock_config("routes: {GET /: {body: hello, gzip: true, corrupt: 100%}}")};
  EXPECT_EQ(gunzip(body_of(ask(service, {.fields = {{"Accept-Encoding", "gzip"}}}))), "#####");
}

}  // namespace
}  // namespace loadgate::mock
