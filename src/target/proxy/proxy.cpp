// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/proxy.h"

#include <signal.h>
#include <sys/prctl.h>

#include <boost/asio/post.hpp>
#include <thread>
#include <unordered_map>
#include <utility>

#include "target/proxy/session.h"

namespace loadgate {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ProxyError = boost::system::error_code;

/// Signals are for the program's own threads; the timer's slack would make delays longer.
void prepare_proxy_thread() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  prctl(PR_SET_NAME, "loadgate-proxy", 0UL, 0UL, 0UL);
}

}  // namespace

struct Proxy::Room {
  Room() : io(1), acceptor(io), pause(io), tls(asio::ssl::context::tls_client) {}
  ~Room() {
    io.stop();
    if (thread.joinable()) {
      thread.join();
    }
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  Result<void> reach(const ProxyTarget& target);
  Result<void> listen();
  void accept();
  void serve(tcp::socket socket);

  asio::io_context io;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  asio::ssl::context tls;
  proxy::Office office{.place = {.address = {}, .endpoints = {}, .tls = nullptr}, .own_url = {}};
  std::uint64_t connections = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<proxy::Session>> sessions;
  std::thread thread;
};

/// Tried once, so that a target that is not there is told of before any load.
Result<void> Proxy::Room::reach(const ProxyTarget& target) {
  ASSIGN_OR_RETURN(office.place.address, proxy::read_address(target.url));
  if (office.place.address.is_tls) {
    RETURN_IF_ERROR(proxy::set_up_tls(tls, target.tls));
    office.place.tls = &tls;
  }
  ProxyError error;
  tcp::resolver resolver{io};
  office.place.endpoints =
      resolver.resolve(office.place.address.host, office.place.address.port, error);
  if (!error) {
    error = asio::error::timed_out;
    proxy::Upstream probe(io, office.place);
    probe.connect([&error](const ProxyError& found) { error = found; });
    io.run_for(target.connect_timeout);
    probe.close();
    io.restart();
    io.poll();  // what was under way ends while it still has its place
    io.restart();
  }
  if (error) {
    return cannot_measure("the target " + proxy::origin_of(office.place.address) +
                              " cannot be reached: " + error.message(),
                          "start it, or name another one with --target");
  }
  return {};
}

Result<void> Proxy::Room::listen() {
  ProxyError error;
  acceptor.open(tcp::v4(), error);
  if (!error) {
    acceptor.bind({asio::ip::address_v4::loopback(), 0}, error);
  }
  if (!error) {
    acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return cannot_measure("the proxy cannot listen on 127.0.0.1: " + error.message());
  }
  office.own_url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
  return {};
}

void Proxy::Room::accept() {
  acceptor.async_accept([this](const ProxyError& error, tcp::socket socket) {
    if (!error) {
      serve(std::move(socket));
      accept();
      return;
    }
    // Out of file descriptors, most likely: give the connections that end a moment.
    pause.expires_after(std::chrono::milliseconds{10});
    pause.async_wait([this](const ProxyError&) { accept(); });
  });
}

void Proxy::Room::serve(tcp::socket socket) {
  const std::uint64_t number = ++connections;
  // Erased through the loop: the session is still running when it says that it has ended.
  auto on_end = [this, number] { asio::post(io, [this, number] { sessions.erase(number); }); };
  const auto [place, is_new] = sessions.emplace(
      number, std::make_unique<proxy::Session>(io, std::move(socket), office, std::move(on_end)));
  place->second->start();
}

Result<std::unique_ptr<Proxy>> Proxy::start(const ProxyTarget& target) {
  auto room = std::make_unique<Room>();
  RETURN_IF_ERROR(room->reach(target));
  RETURN_IF_ERROR(room->listen());
  room->accept();
  room->thread = std::thread{[opened = room.get()] {
    prepare_proxy_thread();
    opened->io.run();
  }};
  return std::make_unique<Proxy>(std::move(room));
}

Proxy::Proxy(std::unique_ptr<Room> room) : room_(std::move(room)) {}
Proxy::~Proxy() = default;

std::string Proxy::url() const {
  return room_->office.own_url + room_->office.place.address.path;
}

void Proxy::set_fault(std::optional<Fault> fault) {
  room_->office.desk.set_fault(std::move(fault));
}

void Proxy::switch_fault(bool is_on) {
  room_->office.desk.switch_fault(is_on);
}

}  // namespace loadgate
