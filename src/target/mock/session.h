// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "target/mock/service.h"
#include "target/mock/wire.h"

namespace loadgate::mock {

/// One connection: reads a request, waits until its answer is due, writes it, reads the next.
/// Exactly one operation is under way until `on_end` is called, as the last thing.
class Session {
 public:
  Session(boost::asio::io_context& io, std::unique_ptr<Wire> wire, Service& service,
          std::uint64_t connection, std::function<void()> on_end);
  void start();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void next_request();
  void parse();
  void read_more();
  void refuse();
  void receive();
  Request request();
  void carry_out();
  void send();
  void sent(const Wire::Error& error);
  void finish(Outcome outcome);
  void end();

  boost::asio::steady_timer timer_;
  std::unique_ptr<Wire> wire_;
  Service& service_;
  std::uint64_t connection_;
  std::function<void()> on_end_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::vector<Field> fields_;  // of the request, for as long as it is being received
  Reply reply_;
};

}  // namespace loadgate::mock
