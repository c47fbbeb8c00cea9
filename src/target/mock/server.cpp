// SPDX-License-Identifier: Apache-2.0
#include "target/mock/server.h"

#include <signal.h>
#include <sys/prctl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <unordered_map>
#include <utility>

#include "target/mock/service.h"
#include "target/mock/session.h"
#include "target/mock/wire.h"

namespace loadgate::mock {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Signals are for the program's own threads; the timer's slack (50 µs by default) is for nobody.
void prepare_thread() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  prctl(PR_SET_NAME, "loadgate-mock", 0UL, 0UL, 0UL);
}

Result<void> load_certificate(asio::ssl::context& context, const Certificate& certificate) {
  boost::system::error_code error;
  context.use_certificate_chain(asio::buffer(certificate.certificate), error);
  if (!error) {
    context.use_private_key(asio::buffer(certificate.key), asio::ssl::context::pem, error);
  }
  if (error) {
    return fail(ErrorKind::internal, "the mock cannot use its own certificate: " + error.message());
  }
  return {};
}

}  // namespace

struct Server::Loop {
  explicit Loop(MockConfig given)
      : config(std::move(given)), service(config), io(1), acceptor(io), pause(io) {}

  ~Loop() {
    io.stop();
    if (thread.joinable()) {
      thread.join();
    }
  }

  Result<void> listen();
  void accept();
  void serve(tcp::socket socket);

  MockConfig config;
  Service service;
  std::optional<asio::ssl::context> tls;
  asio::io_context io;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::uint64_t connections = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Session>> sessions;
  std::thread thread;
};

Result<void> Server::Loop::listen() {
  const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), config.port};
  boost::system::error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) {
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  }
  if (!error) {
    acceptor.bind(endpoint, error);
  }
  if (!error) {
    acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return cannot_measure("the mock cannot listen on 127.0.0.1:" + std::to_string(config.port) +
                              ": " + error.message(),
                          "'listen: 0' takes any free port");
  }
  return {};
}

void Server::Loop::accept() {
  acceptor.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (!error) {
      serve(std::move(socket));
      accept();
      return;
    }
    // Out of file descriptors, most likely: give the connections that end a moment.
    pause.expires_after(std::chrono::milliseconds{10});
    pause.async_wait([this](const boost::system::error_code&) { accept(); });
  });
}

void Server::Loop::serve(tcp::socket socket) {
  const std::uint64_t number = ++connections;
  auto wire = tls ? make_tls_wire(std::move(socket), *tls) : make_plain_wire(std::move(socket));
  // Erased through the loop: the session is still running when it says that it has ended.
  auto on_end = [this, number] { asio::post(io, [this, number] { sessions.erase(number); }); };
  const auto [place, is_new] = sessions.emplace(
      number, std::make_unique<Session>(io, std::move(wire), service, number, std::move(on_end)));
  place->second->start();
}

Server::Server(MockConfig config) : loop_(std::make_unique<Loop>(std::move(config))) {}
Server::~Server() = default;

Result<void> Server::start(const std::optional<Certificate>& certificate) {
  if (certificate) {
    loop_->tls.emplace(asio::ssl::context::tls_server);
    RETURN_IF_ERROR(load_certificate(*loop_->tls, *certificate));
  }
  RETURN_IF_ERROR(loop_->listen());
  loop_->accept();
  loop_->thread = std::thread{[loop = loop_.get()] {
    prepare_thread();
    loop->io.run();
  }};
  return {};
}

std::string Server::url() const {
  const std::string scheme = loop_->tls ? "https" : "http";
  return scheme + "://127.0.0.1:" + std::to_string(loop_->acceptor.local_endpoint().port());
}

}  // namespace loadgate::mock
