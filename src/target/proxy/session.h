// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>
#include <optional>
#include <string>

#include "target/proxy/desk.h"
#include "target/proxy/upstream.h"

namespace loadgate::proxy {

/// What all connections of a proxy share.
struct Office {
  UpstreamPlace place;
  std::string own_url;  ///< without a path
  Desk desk = {};
};

/// One connection of a client: reads a request, hands it on, disturbs its answer or not, writes
/// it, reads the next. Exactly one operation is under way until `on_end` is called, as the last
/// thing.
class Session {
 public:
  Session(boost::asio::io_context& io, boost::asio::ip::tcp::socket socket, Office& office,
          std::function<void()> on_end);
  void start() { read(); }

 private:
  using Error = boost::system::error_code;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void read();
  void hand_on();
  void exchange(bool is_fresh);
  void receive();
  void give_back();
  void write();
  void write_garbage();
  void wait_for_end();
  void end(bool is_reset);

  boost::asio::ip::tcp::socket socket_;
  Office& office_;
  std::function<void()> on_end_;
  boost::asio::steady_timer timer_;
  Upstream upstream_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Ask ask_;
  Answer answer_;
  std::optional<Fault> fault_;
  bool keeps_alive_ = true;
};

}  // namespace loadgate::proxy
