// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load/transport/transport.h"

namespace loadgate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Result<Endpoint> look_up(std::string_view url) {
  const std::atomic<int> never_stopped{0};
  return resolve(url, never_stopped);
}

TEST(Resolve, gives_up_at_a_signal) {
  const std::atomic<int> stopped{2};
  const auto endpoint = resolve("http://localhost:8080", stopped);
  ASSERT_FALSE(endpoint.has_value());
  EXPECT_EQ(endpoint.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(endpoint.error().message, "interrupted while it looked up localhost");
}

TEST(Resolve, takes_an_address_apart) {
  const auto endpoint = look_up("http://127.0.0.1:8080/api?x=1");
  ASSERT_TRUE(endpoint.has_value()) << endpoint.error().message;
  EXPECT_EQ(endpoint->scheme, "http");
  EXPECT_EQ(endpoint->host, "127.0.0.1");
  EXPECT_EQ(endpoint->port, 8080);
  EXPECT_THAT(endpoint->addresses, ElementsAre("127.0.0.1"));
}

TEST(Resolve, knows_the_ports_of_both_schemes) {
  EXPECT_EQ(look_up("http://127.0.0.1")->port, 80);
  EXPECT_EQ(look_up("https://127.0.0.1")->port, 443);
}

TEST(Resolve, takes_ipv6_literals_out_of_their_brackets) {
  const auto endpoint = look_up("https://[::1]:8443/");
  ASSERT_TRUE(endpoint.has_value()) << endpoint.error().message;
  EXPECT_EQ(endpoint->host, "::1");
  EXPECT_THAT(endpoint->addresses, ElementsAre("::1"));
}

TEST(Resolve, finds_the_addresses_of_a_name) {
  const auto endpoint = look_up("http://LocalHost:1");
  ASSERT_TRUE(endpoint.has_value()) << endpoint.error().message;
  EXPECT_EQ(endpoint->host, "localhost");
  EXPECT_THAT(endpoint->addresses, Contains("127.0.0.1"));
}

TEST(Resolve, a_name_that_nobody_knows_cannot_be_measured) {
  const auto endpoint = look_up("http://loadgate.invalid:8080/");
  ASSERT_FALSE(endpoint.has_value());
  EXPECT_EQ(endpoint.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(endpoint.error().message, StartsWith("dns: cannot resolve loadgate.invalid: "));
}

struct BadAddress {
  std::string_view url;
  std::string_view message;
};

TEST(Resolve, refuses_what_is_no_web_address) {
  constexpr std::string_view user = "the target's address holds a user name or a password";
  const BadAddress cases[] = {
      {"", "the target has no address"},
      {"localhost:8080", "localhost:8080 is not a web address: Unsupported URL scheme"},
      {"/api", "/api is not a web address: Bad scheme"},
      {"ftp://localhost/", "ftp://localhost/ begins with ftp://"},
      {"http://localhost:99999",
       "http://localhost:99999 is not a web address: Port number was "
       "not a decimal number between 0 and 65535"},
      {"http://user@localhost/", user},
      {"http://user:pa55word@localhost/", user},
      {"http://:pa55word@localhost/", user},
  };
  for (const auto& [url, message] : cases) {
    const auto endpoint = look_up(url);
    ASSERT_FALSE(endpoint.has_value()) << url;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::invalid_input) << url;
    EXPECT_EQ(endpoint.error().message, message) << url;
    EXPECT_THAT(endpoint.error().message, Not(HasSubstr("pa55word")));
  }
}

}  // namespace
}  // namespace loadgate
