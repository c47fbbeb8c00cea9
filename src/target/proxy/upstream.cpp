// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/upstream.h"

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

namespace loadgate::proxy {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::uint64_t largest_answer = 256U << 20U;
constexpr std::uint32_t largest_head = 256U << 10U;

bool is_name(const std::string& host) {
  boost::system::error_code error;
  asio::ip::make_address(host, error);
  return static_cast<bool>(error);
}

}  // namespace

Result<void> set_up_tls(asio::ssl::context& context, const TlsOptions& options) {
  boost::system::error_code error;
  const auto refused = [&error](const std::string& file) {
    return invalid_input("the proxy cannot use '" + file + "': " + error.message());
  };
  if (!options.verify) {
    context.set_verify_mode(asio::ssl::verify_none, error);
  } else {
    context.set_verify_mode(asio::ssl::verify_peer, error);
    options.ca.empty() ? context.set_default_verify_paths(error)
                       : context.load_verify_file(options.ca, error);
  }
  if (error) {
    return refused(options.ca);
  }
  if (!options.cert.empty() && context.use_certificate_chain_file(options.cert, error)) {
    return refused(options.cert);
  }
  if (!options.key.empty() &&
      context.use_private_key_file(options.key, asio::ssl::context::pem, error)) {
    return refused(options.key);
  }
  return {};
}

asio::ip::tcp::socket& Upstream::socket() {
  return tls_ ? tls_->next_layer() : *plain_;
}

void Upstream::connect(Done done) {
  buffer_.clear();
  parser_.reset();
  if (place_.tls != nullptr) {
    tls_.emplace(io_, *place_.tls);
  } else {
    plain_.emplace(io_);
  }
  asio::async_connect(socket(), place_.endpoints,
                      [this, done = std::move(done)](const Error& error, const auto&) mutable {
                        if (error) {
                          done(error);
                          return;
                        }
                        Error ignored;
                        socket().set_option(asio::ip::tcp::no_delay(true), ignored);
                        handshake(std::move(done));
                      });
}

void Upstream::handshake(Done done) {
  if (!tls_) {
    is_open_ = true;
    done(Error{});
    return;
  }
  const std::string& host = place_.address.host;
  if (is_name(host)) {  // RFC 6066 §3: no literal addresses
    SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
  }
  Error ignored;
  tls_->set_verify_callback(asio::ssl::host_name_verification(host), ignored);
  tls_->async_handshake(asio::ssl::stream_base::client,
                        [this, done = std::move(done)](const Error& error) {
                          is_open_ = !error;
                          done(error);
                        });
}

void Upstream::exchange(const Ask& ask, Done done) {
  is_to_head_ = ask.method() == http::verb::head;
  parser_.reset();
  auto written = [this, done = std::move(done)](const Error& error, std::size_t) mutable {
    error ? done(error) : read(std::move(done));
  };
  if (tls_) {
    http::async_write(*tls_, ask, std::move(written));
  } else {
    http::async_write(*plain_, ask, std::move(written));
  }
}

void Upstream::read(Done done) {
  parser_.emplace();
  parser_->skip(is_to_head_);
  parser_->body_limit(largest_answer);
  parser_->header_limit(largest_head);
  auto is_read = [this, done = std::move(done)](const Error& error, std::size_t) mutable {
    look(error, std::move(done));
  };
  if (tls_) {
    http::async_read(*tls_, buffer_, *parser_, std::move(is_read));
  } else {
    http::async_read(*plain_, buffer_, *parser_, std::move(is_read));
  }
}

/// 100 and 103 are no answers yet (RFC 9110 §15.2).
void Upstream::look(const Error& error, Done done) {
  if (!error && parser_->get().result_int() / 100 == 1) {
    read(std::move(done));
    return;
  }
  done(error);
}

void Upstream::close() {
  is_open_ = false;
  Error ignored;
  if (tls_) {
    tls_->next_layer().close(ignored);
  } else if (plain_) {
    plain_->close(ignored);
  }
}

}  // namespace loadgate::proxy
