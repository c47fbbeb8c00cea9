// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>
#include <optional>

#include "spec/spec.h"
#include "target/proxy/message.h"

namespace loadgate::proxy {

/// Where all connections of a proxy lead to, looked up once.
struct UpstreamPlace {
  Address address;
  boost::asio::ip::tcp::resolver::results_type endpoints;
  boost::asio::ssl::context* tls;  ///< null: plain
};

/// One connection to the target. At most one operation is under way at a time.
class Upstream {
 public:
  using Error = boost::system::error_code;
  using Done = std::function<void(const Error&)>;

  Upstream(boost::asio::io_context& io, const UpstreamPlace& place) : io_(io), place_(place) {}

  void connect(Done done);
  /// Hands a request on and reads its whole answer. On an error, `has_begun()` says whether any of
  /// the answer had come.
  void exchange(const Ask& ask, Done done);
  bool has_begun() const { return parser_ && parser_->got_some(); }
  bool is_open() const { return is_open_; }
  /// The connection may be used again.
  bool keeps_alive() const { return parser_->get().keep_alive() && !parser_->need_eof(); }
  Answer take_answer() { return parser_->release(); }
  void close();

 private:
  using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  boost::asio::ip::tcp::socket& socket();
  void handshake(Done done);
  void read(Done done);
  void look(const Error& error, Done done);

  boost::asio::io_context& io_;
  const UpstreamPlace& place_;
  std::optional<boost::asio::ip::tcp::socket> plain_;
  std::optional<TlsStream> tls_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  bool is_to_head_ = false;
  bool is_open_ = false;
};

/// How a connection to the target is secured. Errors (invalid_input) name the file.
Result<void> set_up_tls(boost::asio::ssl::context& context, const TlsOptions& options);

}  // namespace loadgate::proxy
