// SPDX-License-Identifier: Apache-2.0
// Boost.Asio and Beast with callbacks: what an own HTTP/1.1 client over that parser would cost.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "loop.h"

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Error = boost::system::error_code;

struct Shared {
  std::string request;
  bench::Deadline deadline;
  std::uint64_t answers = 0;
};

class Connection {
 public:
  Connection(asio::io_context& io, const tcp::endpoint& server, Shared& shared)
      : socket_(io), shared_(shared) {
    socket_.connect(server);
    socket_.set_option(tcp::no_delay(true));
  }

  void ask() {
    asio::async_write(socket_, asio::buffer(shared_.request), [this](const Error& error, size_t) {
      check(error);
      listen();
    });
  }

 private:
  static void check(const Error& error) {
    if (error) {
      bench::give_up(error.message());
    }
  }

  void listen() {
    parser_.emplace();
    http::async_read(socket_, buffer_, *parser_, [this](const Error& error, size_t) {
      check(error);
      ++shared_.answers;
      if (!shared_.deadline.has_passed()) {
        ask();
      }
    });
  }

  tcp::socket socket_;
  Shared& shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::response_parser<http::string_body>> parser_;
};

}  // namespace

int main(int count, char** arguments) {
  const bench::LoopOptions options = bench::read_options(count, arguments);
  const tcp::endpoint server(asio::ip::make_address(options.host), options.port);
  asio::io_context io(1);
  Shared shared{.request = bench::request_text(options), .deadline = bench::Deadline(options.time)};
  std::vector<std::unique_ptr<Connection>> connections;
  for (std::size_t i = 0; i < options.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(io, server, shared));
    connections.back()->ask();
  }
  io.run();
  bench::print_result(shared.answers, shared.deadline.elapsed());
}
