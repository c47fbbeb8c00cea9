// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>

#include "load/transport/slot.h"

// The part of Slot that stands between a request and its connection: what libcurl would do unasked
// is either right or it is prevented.
namespace loadgate {
namespace {

/// A server that floods us with answers must not keep a request looking for a quiet connection.
constexpr int most_unfit = 3;

/// Of "received GOAWAY, error=0, last_stream=1999" (7.88 writes "recveived").
std::optional<std::uint32_t> last_stream_in(std::string_view words) {
  constexpr std::string_view key = "last_stream=";
  const std::size_t at = words.find(key);
  if (at == std::string_view::npos || words.find("GOAWAY") == std::string_view::npos) {
    return std::nullopt;
  }
  std::uint32_t stream = 0;
  const char* begin = words.data() + at + key.size();
  const auto [end, error] = std::from_chars(begin, words.data() + words.size(), stream);
  return error == std::errc() ? std::optional(stream) : std::nullopt;
}

}  // namespace

void Slot::forget_connection() {
  was_resent_ = false;
  found_unfit_ = false;
  stream_ = 0;
  local_port_ = 0;
  last_receipt_ = -1;
  system_error_ = 0;
  socket_ = -1;
  words_[0] = '\0';
}

/// A GOAWAY may be read as soon as the request is written, inside the same call.
void Slot::listen() {
  if (settings_.http == HttpVersion::http2 && !listens_) {
    curl_easy_setopt(easy(), CURLOPT_VERBOSE, 1L);
    listens_ = true;
  }
}

void Slot::stop_listening() {
  if (listens_) {
    curl_easy_setopt(easy(), CURLOPT_VERBOSE, 0L);
    listens_ = false;
  }
}

bool Slot::goes_on() {
  if (!found_unfit_) {
    return follow();
  }
  const Nanoseconds spent{monotonic_now() - exchange_.dispatched};
  if (spent >= request_.timeout) {
    found_unfit_ = false;
    refuse(Outcome::timeout_connect, "timed out in search of a connection fit for use");
    return false;
  }
  forget_connection();
  prepare_timeouts(request_.timeout - spent);
  curl_easy_setopt(easy(), CURLOPT_FRESH_CONNECT, ++unfit_ >= most_unfit ? 1L : 0L);
  is_under_way_ = true;
  return true;
}

/// A request that failed here may not have become a stream: then the next ones are numbered too
/// high.
void Slot::doubt_streams(CURLcode code) {
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return;
  }
  if (Connection* connection = book_.at(local_port_)) {
    connection->is_counted = false;
  }
}

std::string Slot::resent_in_words() const {
  return settings_.http == HttpVersion::http2
             ? "the server ended the request's stream or its connection, and did not say that the "
               "request was not processed"
             : "the server closed a kept-alive connection under the request";
}

/// Over HTTP/1.1 what comes unasked would be taken for the answer of the next request: a "408" of a
/// proxy that is tired of waiting, say. Over HTTP/2 it is the connection's own business.
bool Slot::is_fit(const Connection& connection) const {
  const bool is_http1 = settings_.http == HttpVersion::http1 ||
                        (settings_.http == HttpVersion::automatic && settings_.tls == nullptr);
  return !is_http1 || !has_unasked_bytes(connection.socket);
}

int Slot::on_request_ready(void* slot, char*, char*, int, int local_port) {
  Slot& self = *static_cast<Slot*>(slot);
  // libcurl sends a request again, unasked, when a kept-alive connection breaks under it.
  if (self.exchange_.connected >= 0) {
    self.was_resent_ = self.was_moved_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  Connection* connection = self.book_.at(local_port);
  if (connection != nullptr && connection->requests > 0 && !self.is_fit(*connection)) {
    break_off(connection->socket);
    self.found_unfit_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  self.local_port_ = connection == nullptr ? 0 : local_port;
  self.stream_ = connection == nullptr ? 0 : 2 * ++connection->requests - 1;
  self.exchange_.connected = monotonic_now();
  self.last_receipt_ = self.exchange_.connected;
  self.listen();
  self.note_hop();
  return CURL_PREREQFUNC_OK;
}

curl_socket_t Slot::on_open_socket(void* slot, curlsocktype, curl_sockaddr* address) {
  Slot& self = *static_cast<Slot*>(slot);
  if (self.exchange_.connected >= 0) {
    self.was_resent_ = self.was_moved_ = true;
    return CURL_SOCKET_BAD;
  }
  const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (socket < 0) {
    self.system_error_ = errno;
    return CURL_SOCKET_BAD;
  }
  self.book_.note_opened(socket);
  ask_for_stamps(socket);
  self.exchange_.is_new_connection = true;
  return socket;
}

int Slot::on_close_socket(void* book, curl_socket_t socket) {
  static_cast<ConnectionBook*>(book)->note_closed(socket);
  return ::close(socket);
}

int Slot::on_words(CURL*, curl_infotype type, char* data, std::size_t size, void* slot) {
  if (type == CURLINFO_TEXT) {
    static_cast<Slot*>(slot)->note_words({data, size});
  }
  return 0;
}

/// The only way in which libcurl 7.88 tells what became of a stream.
void Slot::note_words(std::string_view words) {
  Connection* connection = book_.at(local_port_);
  if (const std::optional<std::uint32_t> last = last_stream_in(words)) {
    if (connection != nullptr) {
      connection->last_stream = std::min(connection->last_stream, *last);
    }
    return;
  }
  if (words.find("retrying a fresh connect") == std::string_view::npos) {
    return;
  }
  was_moved_ = true;
  const bool is_above = connection != nullptr && connection->is_counted &&
                        exchange_.first_byte < 0 && stream_ > connection->last_stream;
  if (is_above || words.starts_with("REFUSED_STREAM")) {
    // It was not processed: as if it had not been sent (RFC 9113 §8.7).
    exchange_.connected = -1;
    last_receipt_ = -1;
  }
  // From here on libcurl may read other connections, in search of one for the next attempt.
  local_port_ = 0;
}

}  // namespace loadgate
