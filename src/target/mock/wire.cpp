// SPDX-License-Identifier: Apache-2.0
#include "target/mock/wire.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace loadgate::mock {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

void close_socket(tcp::socket& socket) {
  Wire::Error ignored;
  socket.shutdown(tcp::socket::shutdown_both, ignored);
  socket.close(ignored);
}

void reset_socket(tcp::socket& socket) {
  Wire::Error ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

void prepare(tcp::socket& socket) {
  Wire::Error ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
}

class PlainWire final : public Wire {
 public:
  explicit PlainWire(tcp::socket socket) : socket_(std::move(socket)) { prepare(socket_); }

  void handshake(Done done) override {
    asio::post(socket_.get_executor(), [done = std::move(done)] { done(Error{}); });
  }

  void read_some(asio::mutable_buffer into, Transferred done) override {
    socket_.async_read_some(into, std::move(done));
  }

  /// Tried at once: the stamp taken in `done` is then that of the write and not that of a turn of
  /// the event loop.
  void write(asio::const_buffer bytes, Done done) override {
    Error error;
    const std::size_t written = socket_.write_some(bytes, error);
    if (error == asio::error::would_block || (!error && written < bytes.size())) {
      asio::async_write(socket_, bytes + written,
                        [done = std::move(done)](Error later, std::size_t) { done(later); });
      return;
    }
    done(error);
  }

  void wait_readable(Done done) override {
    socket_.async_wait(tcp::socket::wait_read, std::move(done));
  }

  void close() override { close_socket(socket_); }
  void reset() override { reset_socket(socket_); }

 private:
  tcp::socket socket_;
};

class TlsWire final : public Wire {
 public:
  TlsWire(tcp::socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {
    prepare(stream_.next_layer());
  }

  void handshake(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server, std::move(done));
  }

  void read_some(asio::mutable_buffer into, Transferred done) override {
    stream_.async_read_some(into, std::move(done));
  }

  void write(asio::const_buffer bytes, Done done) override {
    asio::async_write(stream_, bytes,
                      [done = std::move(done)](Error error, std::size_t) { done(error); });
  }

  void wait_readable(Done done) override {
    stream_.next_layer().async_wait(tcp::socket::wait_read, std::move(done));
  }

  void close() override {
    Error would_block;  // close_notify is sent; the socket does not wait for the client's
    stream_.shutdown(would_block);
    close_socket(stream_.next_layer());
  }

  void reset() override { reset_socket(stream_.next_layer()); }

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<Wire> make_plain_wire(tcp::socket socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> make_tls_wire(tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsWire>(std::move(socket), context);
}

}  // namespace loadgate::mock
