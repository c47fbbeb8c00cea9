// SPDX-License-Identifier: Apache-2.0
#include "target/mock/session.h"

#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "target/mock/burn.h"

namespace loadgate::mock {
namespace {

namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;

constexpr std::size_t socket_read_size = 16U << 10U;
constexpr std::uint32_t head_limit = 64U << 10U;
constexpr std::uint64_t body_limit = 16U << 20U;

Nanoseconds now() {
  return Clock::now().time_since_epoch();
}

std::string_view as_view(boost::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

Session::Session(boost::asio::io_context& io, std::unique_ptr<Wire> wire, Service& service,
                 std::uint64_t connection, std::function<void()> on_end)
    : timer_(io),
      wire_(std::move(wire)),
      service_(service),
      connection_(connection),
      on_end_(std::move(on_end)),
      reply_{} {}

void Session::start() {
  wire_->handshake([this](const Wire::Error& error) { error ? end() : next_request(); });
}

void Session::next_request() {
  parser_.emplace();
  parser_->eager(true);
  parser_->header_limit(head_limit);
  parser_->body_limit(body_limit);
  if (buffer_.size() == 0) {
    read_more();
  } else {  // pipelined: through the loop, so that a long line of them is no recursion
    boost::asio::post(timer_.get_executor(), [this] { parse(); });
  }
}

void Session::read_more() {
  wire_->read_some(buffer_.prepare(socket_read_size),
                   [this](const Wire::Error& error, std::size_t size) {
                     if (error) {
                       end();
                       return;
                     }
                     buffer_.commit(size);
                     parse();
                   });
}

void Session::parse() {
  Wire::Error error;
  buffer_.consume(parser_->put(buffer_.data(), error));
  if (error && error != http::error::need_more) {
    refuse();
  } else if (parser_->is_done()) {
    receive();
  } else {
    read_more();
  }
}

void Session::refuse() {
  const Message message = write_message(error_answer(400, "this is not an HTTP/1 request"), {},
                                        {Ending::close, BodyPart::sent});
  reply_ = {.due = {},
            .fate = Fate::answer_and_close,
            .burn = {},
            .bytes = message.bytes,
            .ticket = std::nullopt};
  send();
}

void Session::receive() {
  const Nanoseconds received = now();
  reply_ = service_.receive(request(), received);
  if (reply_.due <= now()) {
    carry_out();
    return;
  }
  timer_.expires_at(Clock::time_point{reply_.due});
  timer_.async_wait([this](const Wire::Error&) { carry_out(); });
}

Request Session::request() {
  const auto& message = parser_->get();
  fields_.clear();
  for (const auto& field : message) {
    fields_.push_back({.name = as_view(field.name_string()), .value = as_view(field.value())});
  }
  return {.method = as_view(message.method_string()),
          .target = as_view(message.target()),
          .fields = fields_,
          .body = message.body(),
          .connection = connection_,
          .asked = message.keep_alive() ? Ending::keep_alive : Ending::close};
}

void Session::carry_out() {
  if (reply_.fate == Fate::hang) {
    wire_->wait_readable([this](const Wire::Error&) { finish(Outcome::hung); });
    return;
  }
  burn(reply_.burn);
  if (reply_.fate == Fate::reset) {
    wire_->reset();
    finish(Outcome::reset);
  } else {
    send();
  }
}

void Session::send() {
  wire_->write(boost::asio::buffer(reply_.bytes),
               [this](const Wire::Error& error) { sent(error); });
}

void Session::sent(const Wire::Error& error) {
  if (error) {
    finish(Outcome::gone);
  } else if (reply_.fate == Fate::half) {
    finish(Outcome::half);
  } else {
    finish(Outcome::answered);
  }
}

void Session::finish(Outcome outcome) {
  if (reply_.ticket) {
    service_.ended(*reply_.ticket, outcome, now());
  }
  if (outcome == Outcome::answered && reply_.fate == Fate::answer) {
    next_request();
  } else {
    end();
  }
}

void Session::end() {
  wire_->close();
  on_end_();
}

}  // namespace loadgate::mock
