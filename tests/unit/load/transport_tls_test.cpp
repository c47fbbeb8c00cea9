// SPDX-License-Identifier: Apache-2.0
#include "support/nginx_server.h"
#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

/// nginx with a certificate of its own, once for all tests of the suite.
class TransportTls : public TransportContract {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    server_ = make_certificate(folder_->path(), "server");
    stranger_ = make_certificate(folder_->path(), "stranger");
    client_ = make_certificate(folder_->path(), "client");
    const std::string block =
        "ssl_certificate " + server_.certificate.string() + ";\nssl_certificate_key " +
        server_.key.string() + ";\nssl_client_certificate " + client_.certificate.string() +
        ";\nssl_verify_client optional;\nlocation / { return 200 \"$ssl_client_verify\"; }\n";
    nginx_ = std::make_unique<NginxServer>(folder_->path(), "ssl http2", block);
  }
  static void TearDownTestSuite() {
    nginx_.reset();
    folder_.reset();
  }

  static TransportOptions tls_options(HttpVersion http) {
    TransportOptions options = options_for(nginx_->port());
    options.endpoints.front().http = http;
    options.endpoints.front().place.scheme = "https";
    options.endpoints.front().tls.ca = server_.certificate.string();
    return options;
  }
  static std::string url(std::string_view path) {
    return "https://127.0.0.1:" + std::to_string(nginx_->port()) + std::string(path);
  }
  static std::string proxy_block(const SocketServer& behind) {
    return "ssl_certificate " + server_.certificate.string() + ";\nssl_certificate_key " +
           server_.key.string() + ";\nlocation / { proxy_pass " + behind.url("") + "; }\n";
  }
  Error refused(const TransportOptions& options) {
    const auto transport = GetParam().open(options);
    EXPECT_FALSE(transport.has_value());
    return transport ? Error{} : transport.error();
  }

  static std::unique_ptr<TemporaryFolder> folder_;
  static std::unique_ptr<NginxServer> nginx_;
  static Certificate server_;
  static Certificate stranger_;
  static Certificate client_;
};
std::unique_ptr<TemporaryFolder> TransportTls::folder_;
std::unique_ptr<NginxServer> TransportTls::nginx_;
Certificate TransportTls::server_;
Certificate TransportTls::stranger_;
Certificate TransportTls::client_;

FOR_ALL_TRANSPORTS(TransportTls);

TEST_P(TransportTls, speaks_http1_where_it_is_told_to) {
  const auto transport = open(tls_options(HttpVersion::http1));
  const Exchange first = send(*transport, get(url("/")));
  EXPECT_EQ(first.outcome, Outcome::ok) << first.detail;
  EXPECT_FALSE(first.is_http2);
  EXPECT_TRUE(first.is_new_connection);
  EXPECT_GT(first.tls_time, 0);
  EXPECT_GE(first.connect_time, 0);
  const Exchange second = send(*transport, get(url("/")));
  EXPECT_FALSE(second.is_new_connection);
  EXPECT_EQ(second.tls_time, -1);
}

TEST_P(TransportTls, speaks_http2_where_it_is_told_to) {
  const auto transport = open(tls_options(HttpVersion::http2));
  const Exchange exchange = send(*transport, get(url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  EXPECT_TRUE(exchange.is_http2);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.body, "NONE");
}

TEST_P(TransportTls, settles_on_http2_by_itself) {
  const auto transport = open(tls_options(HttpVersion::automatic));
  EXPECT_TRUE(send(*transport, get(url("/"))).is_http2);
}

TEST_P(TransportTls, many_streams_share_one_connection) {
  TransportOptions options = tls_options(HttpVersion::http2);
  options.connections = 100;
  const auto transport = open(options);
  std::size_t connections = 0;
  for (int round = 0; round < 3; ++round) {
    for (std::uint64_t token = 0; token < 100; ++token) {
      transport->start(token, get(url("/" + std::to_string(token))));
    }
    const std::vector<Exchange> ended = finish(*transport);
    ASSERT_THAT(ended, SizeIs(100));
    for (const Exchange& exchange : ended) {
      EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
      EXPECT_TRUE(exchange.is_http2);
      connections += exchange.is_new_connection ? 1 : 0;
    }
  }
  EXPECT_EQ(connections, 1U);
}

TEST_P(TransportTls, sends_bodies_over_http2_and_stamps_the_answer_not_the_upload) {
  SocketServer slow([](Conversation& conversation) {
    conversation.read_request();
    conversation.pause(60ms);
    conversation.answer("uploaded");
  });
  const TemporaryFolder folder;
  const NginxServer proxy(folder.path(), "ssl http2", proxy_block(slow));
  TransportOptions options = tls_options(HttpVersion::http2);
  options.endpoints.front().place.port = proxy.port();
  const auto transport = open(options);
  const std::string address = "https://127.0.0.1:" + std::to_string(proxy.port()) + "/";
  for (const std::size_t size : {std::size_t{0}, std::size_t{100}, std::size_t{200'000}}) {
    const std::string body(size, 'u');
    const Exchange exchange = send(*transport, post(address, body));
    EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
    EXPECT_EQ(exchange.body, "uploaded");
    EXPECT_GE(exchange.first_byte - exchange.connected, Nanoseconds(50ms).count());
    EXPECT_TRUE(slow.requests().back().ends_with("\r\n\r\n" + body));
  }
}

TEST_P(TransportTls, goes_on_when_the_server_retires_a_connection) {
  // nginx says GOAWAY after 1000 requests of a connection.
  const auto transport = open(tls_options(HttpVersion::http2));
  std::size_t connections = 0;
  for (int round = 0; round < 45; ++round) {
    for (std::uint64_t token = 0; token < 50; ++token) {
      transport->start(token, get(url("/")));
    }
    for (const Exchange& exchange : finish(*transport)) {
      EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
      connections += exchange.is_new_connection ? 1 : 0;
    }
  }
  EXPECT_GE(connections, 3U);
  EXPECT_LE(connections, 6U);
}

TEST_P(TransportTls, another_authority_is_tls) {
  TransportOptions options = tls_options(HttpVersion::http1);
  options.endpoints.front().tls.ca = stranger_.certificate.string();
  const auto transport = open(options);
  const Exchange exchange = send(*transport, get(url("/?token=hidden")));
  EXPECT_EQ(exchange.outcome, Outcome::tls);
  EXPECT_EQ(exchange.detail, "SSL certificate problem: self-signed certificate");
  EXPECT_EQ(exchange.connected, -1);
}

TEST_P(TransportTls, the_systems_authorities_do_not_know_a_certificate_of_our_own) {
  TransportOptions options = tls_options(HttpVersion::http1);
  options.endpoints.front().tls.ca = "";
  const auto transport = open(options);
  EXPECT_EQ(send(*transport, get(url("/"))).outcome, Outcome::tls);
}

TEST_P(TransportTls, a_certificate_for_another_name_is_tls) {
  TransportOptions options = tls_options(HttpVersion::http1);
  options.endpoints.front().place.host = "elsewhere.invalid";
  const auto transport = open(options);
  const std::string elsewhere = "https://elsewhere.invalid:" + std::to_string(nginx_->port());
  EXPECT_EQ(send(*transport, get(elsewhere + "/")).outcome, Outcome::tls);
}

TEST_P(TransportTls, without_verification_everybody_is_trusted) {
  TransportOptions options = tls_options(HttpVersion::http2);
  options.endpoints.front().tls.ca = stranger_.certificate.string();
  options.endpoints.front().tls.verify = false;
  options.endpoints.front().place.host = "elsewhere.invalid";
  const auto transport = open(options);
  const std::string elsewhere = "https://elsewhere.invalid:" + std::to_string(nginx_->port());
  const Exchange exchange = send(*transport, get(elsewhere + "/"));
  EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
}

TEST_P(TransportTls, shows_its_own_certificate) {
  TransportOptions options = tls_options(HttpVersion::http2);
  options.endpoints.front().tls.cert = client_.certificate.string();
  options.endpoints.front().tls.key = client_.key.string();
  const auto transport = open(options);
  EXPECT_EQ(send(*transport, get(url("/"))).body, "SUCCESS");
}

TEST_P(TransportTls, a_plain_server_is_no_tls_server) {
  SocketServer server([](Conversation& conversation) {
    conversation.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    conversation.read_request();
  });
  TransportOptions options = tls_options(HttpVersion::http1);
  options.endpoints.front().place.port = server.port();
  const auto transport = open(options);
  const Exchange exchange =
      send(*transport, get("https://127.0.0.1:" + std::to_string(server.port()) + "/"));
  EXPECT_EQ(exchange.outcome, Outcome::tls) << exchange.detail;
}

TEST_P(TransportTls, files_that_cannot_be_used_are_named_at_once) {
  TransportOptions options = tls_options(HttpVersion::http1);
  options.endpoints.front().tls.ca = "/nonexistent/ca.pem";
  EXPECT_THAT(refused(options).message,
              HasSubstr("cannot read certificate authorities from /nonexistent/ca.pem: "));
  options = tls_options(HttpVersion::http1);
  options.endpoints.front().tls.cert = client_.key.string();
  EXPECT_THAT(refused(options).message,
              HasSubstr("cannot read a client certificate from " + client_.key.string() + ": "));
  options.endpoints.front().tls.cert = client_.certificate.string();
  EXPECT_THAT(refused(options).message,
              HasSubstr("cannot read a private key from " + client_.certificate.string() + ": "));
  options.endpoints.front().tls.key = stranger_.key.string();
  EXPECT_EQ(refused(options).message, "the private key in " + stranger_.key.string() +
                                          " does not belong to " + client_.certificate.string() +
                                          ": key values mismatch");
}

TEST_P(TransportTls, a_server_that_dies_resets_its_streams) {
  SocketServer slow([](Conversation& conversation) {
    conversation.read_request();
    conversation.pause(20s);
  });
  const TemporaryFolder folder;
  NginxServer mortal(folder.path(), "ssl http2", proxy_block(slow));
  TransportOptions options = tls_options(HttpVersion::http2);
  options.endpoints.front().place.port = mortal.port();
  const auto transport = open(options);
  for (std::uint64_t token = 0; token < 3; ++token) {
    transport->start(token, get("https://127.0.0.1:" + std::to_string(mortal.port()) + "/"));
  }
  const Instant patience = monotonic_now() + Nanoseconds(20s).count();
  std::vector<Exchange> ended;
  while (slow.requests().size() < 3 && ended.empty() && monotonic_now() < patience) {
    transport->wait(monotonic_now() + Nanoseconds(5ms).count(), ended);
  }
  mortal.stop();
  for (const Exchange& exchange : finish(*transport)) {
    EXPECT_TRUE(exchange.outcome == Outcome::reset || exchange.outcome == Outcome::reset_on_reuse)
        << static_cast<int>(exchange.outcome) << ": " << exchange.detail;
  }
}

}  // namespace
}  // namespace loadgate::testing
