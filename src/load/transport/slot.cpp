// SPDX-License-Identifier: Apache-2.0
#include "load/transport/slot.h"

#include <strings.h>

#include <algorithm>
#include <utility>

#include "load/transport/address.h"

namespace loadgate {
namespace {

long to_milliseconds(Nanoseconds duration) {
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

bool has_header(const std::vector<std::string>& headers, std::string_view name_and_colon) {
  return std::any_of(headers.begin(), headers.end(), [&](const std::string& line) {
    return line.size() >= name_and_colon.size() &&
           strncasecmp(line.c_str(), name_and_colon.data(), name_and_colon.size()) == 0;
  });
}

// libcurl has 1 MiB for the head, and for a small body and cookies behind it.
constexpr std::size_t largest_head = 900'000;

std::size_t head_size(const WireRequest& request) {
  std::size_t size = request.url.size();
  for (const std::string& line : request.headers) {
    size += line.size() + 2;
  }
  return size;
}

/// libcurl takes "Name:" for "leave this header out" and "Name;" for an empty one.
std::string as_curl_writes(const std::string& line) {
  const std::size_t colon = line.find(':');
  const bool is_empty =
      colon != std::string::npos && line.find_first_not_of(" \t", colon + 1) == std::string::npos;
  return is_empty ? line.substr(0, colon) + ';' : line;
}

}  // namespace

Slot::Slot(const CurlSettings& settings, ConnectionBook& book, CookieJars& jars,
           const Receipts& unread)
    : settings_(settings),
      book_(book),
      jars_(jars),
      unread_(unread),
      address_(curl_url()),
      easy_(curl_easy_init()) {
  if (easy_ != nullptr) {
    prepare_handle();
  }
}

/// Once, and again for a handle under which libcurl has moved a request: up to 8.16 it counts that
/// for the handle's whole life, and refuses the sixth time (curl#19066).
void Slot::prepare_handle() {
  was_moved_ = false;
  if (apply(settings_, easy()) != CURLE_OK) {
    easy_.reset();
    return;
  }
  curl_easy_setopt(easy(), CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy(), CURLOPT_ERRORBUFFER, words_.data());
  curl_easy_setopt(easy(), CURLOPT_PREREQFUNCTION, &Slot::on_request_ready);
  curl_easy_setopt(easy(), CURLOPT_PREREQDATA, this);
  curl_easy_setopt(easy(), CURLOPT_OPENSOCKETFUNCTION, &Slot::on_open_socket);
  curl_easy_setopt(easy(), CURLOPT_OPENSOCKETDATA, this);
  // A connection outlives the slot that opened it, so this one is given the book.
  curl_easy_setopt(easy(), CURLOPT_CLOSESOCKETFUNCTION, &Slot::on_close_socket);
  curl_easy_setopt(easy(), CURLOPT_CLOSESOCKETDATA, &book_);
  curl_easy_setopt(easy(), CURLOPT_DEBUGFUNCTION, &Slot::on_words);
  curl_easy_setopt(easy(), CURLOPT_DEBUGDATA, this);
  curl_easy_setopt(easy(), CURLOPT_HEADERFUNCTION, &Slot::on_header);
  curl_easy_setopt(easy(), CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, &Slot::on_body);
  curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this);
}

bool Slot::prepare(std::uint64_t token, WireRequest request) {
  exchange_ = empty_exchange(token);
  exchange_.dispatched = monotonic_now();
  began_ = opened_until_ = exchange_.dispatched;
  is_linked_ = false;
  if (was_moved_) {
    curl_easy_reset(easy());
    is_prepared_ = false;
    prepare_handle();
  }
  if (easy_ == nullptr || address_ == nullptr) {
    refuse(Outcome::generator_dropped, "out of memory");
    return false;
  }
  const bool same_url = is_prepared_ && request.url == request_.url;
  const bool same_method =
      is_prepared_ && request.method == request_.method && request.has_body == request_.has_body;
  const bool same_headers = same_method && request.headers == request_.headers;
  request_ = std::move(request);
  forget_connection();
  stop_listening();
  if (unfit_ > 0) {
    unfit_ = 0;
    curl_easy_setopt(easy(), CURLOPT_FRESH_CONNECT, 0L);
  }
  is_prepared_ = prepare_address(same_url && same_headers) && prepare_headers(same_headers) &&
                 prepare_method(same_method);
  if (!is_prepared_ || !prepare_cookies()) {
    return false;
  }
  prepare_timeouts(request_.timeout);
  reader_.begin(request_.keep_body, request_.keep_headers || request_.redirects > 0);
  is_under_way_ = true;
  return true;
}

bool Slot::prepare_cookies() {
  CURLSH* jar = request_.cookie_jar ? jars_.open(*request_.cookie_jar, request_.endpoint) : nullptr;
  if (request_.cookie_jar && jar == nullptr) {
    refuse(Outcome::generator_dropped, "out of memory");
    return false;
  }
  if (jar != nullptr) {
    curl_easy_setopt(easy(), CURLOPT_SHARE, jar);
    // A share alone does not wake libcurl's cookie engine; a file without a name does.
    curl_easy_setopt(easy(), CURLOPT_COOKIEFILE, "");
    has_jar_ = true;
  }
  return true;
}

Exchange Slot::take() {
  end_hops();
  if (has_jar_) {
    // A jar that a handle holds cannot be thrown away, and the engine would make one of its own.
    curl_easy_setopt(easy(), CURLOPT_COOKIEFILE, static_cast<const char*>(nullptr));
    curl_easy_setopt(easy(), CURLOPT_SHARE, static_cast<CURLSH*>(nullptr));
    has_jar_ = false;
  }
  return std::move(exchange_);
}

bool Slot::prepare_address(bool is_same) {
  if (is_same) {
    return true;
  }
  if (head_size(request_) > largest_head) {
    refuse(Outcome::generator_dropped,
           "the request's address and headers are longer than 900 kB, and cannot be sent");
    return false;
  }
  const CURLUcode verdict = parse_address(address_.get(), request_.url);
  if (verdict != CURLUE_OK) {
    refuse(Outcome::assertion,
           address_in_words(request_.url) + " is not a web address: " + curl_url_strerror(verdict));
    return false;
  }
  // A path that a server's answer had a hand in must not carry our headers to another host.
  if (has_user_name(address_.get()) || origin_of(address_.get()) != settings_.origin) {
    refuse(Outcome::assertion, address_in_words(request_.url) + " is not of the target");
    return false;
  }
  curl_easy_setopt(easy(), CURLOPT_CURLU, address_.get());
  return true;
}

bool Slot::prepare_headers(bool is_same) {
  if (is_same) {
    return true;
  }
  CurlList list;
  for (const std::string& line : request_.headers) {
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      refuse(Outcome::send, "a header holds a line break");
      return false;
    }
    append(list, as_curl_writes(line).c_str());
  }
  // An answer of "100 Continue" would be waited for, up to a second.
  if (!has_header(request_.headers, "expect:")) {
    append(list, "Expect:");
  }
  if (!has_header(request_.headers, "content-type:")) {
    append(list, "Content-Type:");
  }
  curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, list.get());
  headers_ = std::move(list);
  return true;
}

bool Slot::prepare_method(bool is_same) {
  if (request_.method == "HEAD" && request_.has_body) {
    refuse(Outcome::send, "a HEAD request has no body");
    return false;
  }
  const bool expects_body =
      request_.method == "POST" || request_.method == "PUT" || request_.method == "PATCH";
  const bool sends_body = request_.has_body || expects_body;
  if (!is_same) {
    const bool is_head = request_.method == "HEAD";
    curl_easy_setopt(easy(), CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(easy(), CURLOPT_NOBODY, is_head ? 1L : 0L);
    if (sends_body) {
      curl_easy_setopt(easy(), CURLOPT_POST, 1L);
    }
    const bool is_named = is_head || request_.method == (sends_body ? "POST" : "GET");
    curl_easy_setopt(easy(), CURLOPT_CUSTOMREQUEST, is_named ? nullptr : request_.method.c_str());
  }
  if (sends_body) {
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDS, request_.body.c_str());
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
  }
  return true;
}

void Slot::prepare_timeouts(Nanoseconds whole) {
  curl_easy_setopt(easy(), CURLOPT_TIMEOUT_MS, to_milliseconds(whole));
  curl_easy_setopt(easy(), CURLOPT_CONNECTTIMEOUT_MS, to_milliseconds(request_.connect_timeout));
}

void Slot::refuse(Outcome outcome, std::string detail) {
  exchange_.outcome = outcome;
  exchange_.detail = std::move(detail);
  exchange_.finished = monotonic_now();
}

Stage Slot::stage() const {
  if (exchange_.first_byte >= 0) {
    return Stage::answering;
  }
  return exchange_.connected >= 0 ? Stage::waiting : Stage::connecting;
}

void Slot::finish(CURLcode code) {
  is_under_way_ = false;
  if (found_unfit_) {
    return;
  }
  exchange_.finished = monotonic_now();
  read_status();
  if (exchange_.is_new_connection && exchange_.connected >= 0) {
    read_times();
  }
  if (code != CURLE_OK) {
    doubt_streams(code);
    record_failure(code);
  } else if (!reader_.has_whole_header()) {
    // libcurl 7.88 is content with half a header.
    exchange_.outcome = Outcome::reset;
    exchange_.detail = "the connection was closed inside the answer's header";
  } else {
    exchange_.rx_age = age_of_last_read(exchange_.finished);
    if (exchange_.rx_age == exchange_.first_own) {
      exchange_.first_own = 0;  // the end came with the beginning, as it most often does
    }
  }
}

/// Over HTTP/2 the bytes that were read may be another stream's: evidence about the connection.
std::int64_t Slot::age_of_last_read(Instant now) const {
  const std::int64_t age =
      settings_.http == HttpVersion::http2 ? unread_.age_of_any() : unread_.age_at(socket_);
  // Nothing has waited since before it was asked for: the time of day was put forward.
  const Instant asked = exchange_.connected < 0 ? began_ : exchange_.connected;
  return age <= now - asked ? age : -1;
}

/// Each flight of a handshake that lay unread has put off all that came after it. The first thing
/// that a new connection does is to become writable. What is looked at may be left unread, and
/// looked at again: no moment counts twice.
void Slot::note_opening(const Ready& ready) {
  if (settings_.http != HttpVersion::http2 && ready.socket != socket_) {
    return;
  }
  const Instant now = monotonic_now();
  if (!is_linked_ && ready.writable) {
    exchange_.connect_own = connection_age(ready.socket, now - began_);
  }
  is_linked_ = true;
  const Instant arrived = now - std::max<std::int64_t>(age_of_last_read(now), 0);
  exchange_.tls_own += now - std::max(arrived, opened_until_);
  opened_until_ = now;
}

void Slot::record_failure(CURLcode code) {
  long connect_error = 0;
  curl_easy_getinfo(easy(), CURLINFO_OS_ERRNO, &connect_error);
  const Failure failure{
      .code = code,
      .stage = stage(),
      .was_resent = was_resent_,
      .on_pooled_connection = settings_.http != HttpVersion::http2 && !exchange_.is_new_connection,
      .system_error = system_error_ != 0 ? system_error_ : static_cast<int>(connect_error),
      .words = words_.data()};
  exchange_.outcome = classify(failure);
  if (exchange_.outcome == Outcome::generator_dropped) {
    exchange_.detail = shortage_in_words(failure.system_error);
  }
  if (code == CURLE_OUT_OF_MEMORY && exchange_.outcome == Outcome::protocol) {
    exchange_.detail = oversized_header;  // a line of more than 100 KiB never comes to our reader
  }
  if (!exchange_.detail.empty()) {
    return;
  }
  exchange_.detail = was_resent_ ? resent_in_words() : failure_detail(code, failure.words);
}

void Slot::cut() {
  is_under_way_ = false;
  exchange_.finished = monotonic_now();
  exchange_.outcome = Outcome::cut;
}

void Slot::give_up_silence() {
  is_under_way_ = false;
  exchange_.finished = monotonic_now();
  read_status();
  exchange_.outcome = Outcome::timeout_idle;
  exchange_.detail = "nothing came for " + write_duration(*request_.idle_timeout) +
                     (exchange_.first_byte >= 0 ? " inside the answer" : " before the answer");
}

Instant Slot::silence_limit(Instant now) const {
  if (!request_.idle_timeout) {
    return never;
  }
  return (last_receipt_ >= 0 ? last_receipt_ : now) + request_.idle_timeout->count();
}

void Slot::note_bytes_at(int socket) {
  const bool is_ours = is_under_way_ && socket_ == socket && settings_.http != HttpVersion::http2;
  if (is_ours && last_receipt_ >= 0) {
    note_receipt();
  }
}

void Slot::note_receipt() {
  if (request_.idle_timeout) {
    last_receipt_ = monotonic_now();
  }
}

void Slot::read_status() {
  if (exchange_.first_byte >= 0) {
    long number = 0;
    curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &number);
    exchange_.status = static_cast<int>(number);
    curl_easy_getinfo(easy(), CURLINFO_HTTP_VERSION, &number);
    exchange_.is_http2 = number == CURL_HTTP_VERSION_2_0;
  }
}

void Slot::read_times() {
  curl_off_t looked_up = 0;
  curl_off_t connected = 0;
  curl_off_t secured = 0;
  curl_easy_getinfo(easy(), CURLINFO_NAMELOOKUP_TIME_T, &looked_up);
  curl_easy_getinfo(easy(), CURLINFO_CONNECT_TIME_T, &connected);
  curl_easy_getinfo(easy(), CURLINFO_APPCONNECT_TIME_T, &secured);
  constexpr curl_off_t nanoseconds = 1000;
  exchange_.connect_time = std::max<curl_off_t>(connected - looked_up, 0) * nanoseconds;
  if (settings_.tls != nullptr) {
    exchange_.tls_time = std::max<curl_off_t>(secured - connected, 0) * nanoseconds;
  }
}

std::size_t Slot::on_header(char* data, std::size_t size, std::size_t count, void* slot) {
  Slot& self = *static_cast<Slot*>(slot);
  self.note_receipt();
  const bool had_byte = self.exchange_.first_byte >= 0;
  const bool is_good = self.reader_.header_line({data, size * count}, self.exchange_);
  if (!had_byte && self.exchange_.first_byte >= 0) {
    const std::int64_t age = self.age_of_last_read(self.exchange_.first_byte);
    self.exchange_.first_own = std::max<std::int64_t>(age, 0);
  }
  // Any other number than that ends the transfer.
  return is_good ? size * count : 0;
}

std::size_t Slot::on_body(char* data, std::size_t size, std::size_t count, void* slot) {
  Slot& self = *static_cast<Slot*>(slot);
  self.note_receipt();
  self.reader_.body_piece({data, size * count}, self.exchange_);
  return size * count;
}

}  // namespace loadgate
