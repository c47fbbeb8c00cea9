// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <functional>
#include <memory>

namespace loadgate::mock {

/// One accepted connection, plain or TLS. At most one operation is under way at a time.
class Wire {
 public:
  using Error = boost::system::error_code;
  using Done = std::function<void(Error)>;
  using Transferred = std::function<void(Error, std::size_t)>;

  virtual ~Wire() = default;
  virtual void handshake(Done done) = 0;
  virtual void read_some(boost::asio::mutable_buffer into, Transferred done) = 0;
  /// Writes all of it. May call `done` before it returns.
  virtual void write(boost::asio::const_buffer bytes, Done done) = 0;
  /// Until the client sends more or leaves.
  virtual void wait_readable(Done done) = 0;
  virtual void close() = 0;
  virtual void reset() = 0;  ///< the client sees a TCP reset
};

std::unique_ptr<Wire> make_plain_wire(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Wire> make_tls_wire(boost::asio::ip::tcp::socket socket,
                                    boost::asio::ssl::context& context);

}  // namespace loadgate::mock
