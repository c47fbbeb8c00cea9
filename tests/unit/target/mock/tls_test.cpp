// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>

#include "base/files.h"
#include "unit/target/mock/builders.h"
#include "unit/target/raw_client.h"

namespace loadgate {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using ErrorCode = boost::system::error_code;

/// A client that checks the certificate against `ca_file` (empty: against nothing) and the name.
class TlsClient {
 public:
  TlsClient(const Mock& mock, const std::string& ca_file, const std::string& name)
      : context_(ssl::context::tls_client), stream_(io_, context_) {
    if (!ca_file.empty()) {
      context_.load_verify_file(ca_file);
    }
    stream_.set_verify_mode(ssl::verify_peer);
    stream_.set_verify_callback(ssl::host_name_verification(name));
    const auto port = static_cast<std::uint16_t>(port_of(mock.url()));
    stream_.lowest_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_.handshake(ssl::stream_base::client, error_);
  }

  const ErrorCode& error() const { return error_; }

  /// All that the server sends until it ends the connection.
  std::string exchange(const std::string& request) {
    asio::write(stream_, asio::buffer(request));
    std::string answer;
    asio::read(stream_, asio::dynamic_buffer(answer), error_);
    return answer;
  }

 private:
  asio::io_context io_;
  ssl::context context_;
  ssl::stream<asio::ip::tcp::socket> stream_;
  ErrorCode error_;
};

class MockTls : public testing::Test {
 protected:
  std::unique_ptr<Mock> mock_ = start_mock(
      "{tls: true, routes: {GET /: {body: hello}, GET /half: {half: 100%, body: 12345678}, "
      "GET /reset: {reset: 100%}}}");
};

TEST_F(MockTls, ProvesItsNameWithItsOwnCertificate) {
  EXPECT_THAT(mock_->url(), testing::StartsWith("https://127.0.0.1:"));
  for (const char* name : {"127.0.0.1", "localhost"}) {
    TlsClient client{*mock_, mock_->ca_file(), name};
    EXPECT_FALSE(client.error()) << client.error().message();
    EXPECT_THAT(client.exchange("GET / HTTP/1.1\r\nHost: m\r\n\r\n"
                                "GET / HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n"),
                testing::MatchesRegex("HTTP/1.1 200 OK(.|\n|\r)*\r\n\r\nhelloHTTP/1.1 200 OK"
                                      "(.|\n|\r)*\r\n\r\nhello"));
    EXPECT_EQ(client.error(), asio::error::eof);  // close_notify came before the end
  }
}

TEST_F(MockTls, IsNotBelievedByOtherNamesOrWithoutItsFile) {
  EXPECT_TRUE(TlsClient(*mock_, mock_->ca_file(), "example.org").error());
  EXPECT_TRUE(TlsClient(*mock_, {}, "127.0.0.1").error());
  const auto other = start_mock("{tls: true, routes: {GET /: {}}}");
  EXPECT_TRUE(TlsClient(*mock_, other->ca_file(), "127.0.0.1").error());
}

TEST_F(MockTls, DiesInTheMiddleAndResets) {
  TlsClient half{*mock_, mock_->ca_file(), "127.0.0.1"};
  EXPECT_THAT(half.exchange("GET /half HTTP/1.1\r\nHost: m\r\n\r\n"),
              testing::EndsWith("\r\n\r\n1234"));
  TlsClient reset{*mock_, mock_->ca_file(), "127.0.0.1"};
  EXPECT_EQ(reset.exchange("GET /reset HTTP/1.1\r\nHost: m\r\n\r\n"), "");
  EXPECT_EQ(reset.error(), asio::error::connection_reset);
}

TEST_F(MockTls, OutlivesAClientThatSpeaksNoTls) {
  RawClient plain{mock_->url()};
  EXPECT_EQ(plain.get("/").status, 0);
  EXPECT_FALSE(TlsClient(*mock_, mock_->ca_file(), "127.0.0.1").error());
}

TEST_F(MockTls, LeavesNoFileBehindAndNoKeyInIt) {
  const std::string file = mock_->ca_file();
  EXPECT_THAT(read_file(file, 10'000).value(),
              testing::AllOf(testing::StartsWith("-----BEGIN CERTIFICATE-----"),
                             testing::Not(testing::HasSubstr("PRIVATE"))));
  mock_.reset();
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(MockWithoutTls, HasNoCertificate) {
  EXPECT_EQ(start_mock("routes: {GET /: {}}")->ca_file(), "");
}

}  // namespace
}  // namespace loadgate
