// SPDX-License-Identifier: Apache-2.0
#include "target/proxy/session.h"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <string_view>
#include <utility>

namespace loadgate::proxy {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::uint64_t largest_request = 256U << 20U;
constexpr std::string_view no_http = "this is no HTTP\r\n\r\n";

bool changes_body(const std::optional<Fault>& fault) {
  return fault && (fault->kind == FaultKind::broken || fault->kind == FaultKind::larger);
}

}  // namespace

Session::Session(asio::io_context& io, asio::ip::tcp::socket socket, Office& office,
                 std::function<void()> on_end)
    : socket_(std::move(socket)),
      office_(office),
      on_end_(std::move(on_end)),
      timer_(io),
      upstream_(io, office.place) {
  Error ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

void Session::read() {
  parser_.emplace();
  parser_->body_limit(largest_request);
  http::async_read(socket_, buffer_, *parser_,
                   [this](const Error& error, std::size_t) { error ? end(false) : hand_on(); });
}

void Session::hand_on() {
  ask_ = parser_->release();
  const auto tag = ask_[{tag_header.data(), tag_header.size()}];
  fault_ = office_.desk.decide(read_tag({tag.data(), tag.size()}));
  readdress(ask_, office_.place.address, changes_body(fault_));
  if (upstream_.is_open()) {
    exchange(false);
    return;
  }
  upstream_.connect([this](const Error& error) { error ? end(true) : exchange(true); });
}

/// A connection that the target has closed meanwhile is made again, as a client would that had
/// seen the end of it.
void Session::exchange(bool is_fresh) {
  upstream_.exchange(ask_, [this, is_fresh](const Error& error) {
    if (!error) {
      receive();
    } else if (is_fresh || upstream_.has_begun()) {
      end(true);
    } else {
      upstream_.close();
      upstream_.connect([this](const Error& again) { again ? end(true) : exchange(true); });
    }
  });
}

void Session::receive() {
  keeps_alive_ = upstream_.keeps_alive() && ask_.keep_alive();
  answer_ = upstream_.take_answer();
  if (!keeps_alive_) {
    upstream_.close();
  }
  readdress(answer_, office_.place.address, office_.own_url);
  if (!fault_ || fault_->kind != FaultKind::delay) {
    give_back();
    return;
  }
  timer_.expires_after(fault_->delay);
  timer_.async_wait([this](const Error&) { give_back(); });
}

void Session::give_back() {
  const std::optional<FaultKind> kind = fault_ ? std::optional(fault_->kind) : std::nullopt;
  if (kind == FaultKind::reset) {
    end(true);
  } else if (kind == FaultKind::hang) {
    wait_for_end();
  } else if (kind == FaultKind::garbage) {
    write_garbage();
  } else {
    write();
  }
}

void Session::write() {
  if (fault_) {
    disturb(answer_, *fault_);
  }
  frame(answer_, ask_.method() == http::verb::head, keeps_alive_);
  http::async_write(socket_, answer_, [this](const Error& error, std::size_t) {
    error || !keeps_alive_ ? end(false) : read();
  });
}

void Session::write_garbage() {
  asio::async_write(socket_, asio::buffer(no_http),
                    [this](const Error&, std::size_t) { end(false); });
}

void Session::wait_for_end() {
  socket_.async_wait(asio::ip::tcp::socket::wait_read, [this](const Error&) { end(false); });
}

void Session::end(bool is_reset) {
  Error ignored;
  if (is_reset) {
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  } else {
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  }
  socket_.close(ignored);
  upstream_.close();
  on_end_();
}

}  // namespace loadgate::proxy
