// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "load/transport/answer.h"
#include "load/transport/connection_book.h"
#include "load/transport/cookie_jars.h"
#include "load/transport/curl_settings.h"
#include "load/transport/failure.h"
#include "load/transport/receive_stamps.h"

namespace loadgate {

/// How a request came to its connection.
struct ConnectionFacts {
  Instant connected;
  bool is_new;
  std::int64_t connect_time;
  std::int64_t tls_time;
  std::int64_t connect_own;
  std::int64_t tls_own;
};

/// No alarm.
inline constexpr Instant never = INT64_MAX;

/// Place for one request at a time: an easy handle that is used again and again, and the record of
/// the request that it carries. libcurl knows its address: it does not move.
class Slot {
 public:
  /// `unread`: what is told of the bytes that libcurl is about to read.
  Slot(const CurlSettings& settings, ConnectionBook& book, CookieJars& jars,
       const Receipts& unread);
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  CURL* easy() const { return easy_.get(); }

  /// Readies the handle for a request and stamps `dispatched`. False: it cannot be sent, and
  /// take() tells why.
  bool prepare(std::uint64_t token, WireRequest request);
  /// The transfer has ended with `code`.
  void finish(CURLcode code);
  /// After finish: the handle is ready to be added again. The answer leads on, or nothing was sent
  /// yet, because the connection was not fit for it. False: the request has ended.
  bool goes_on();
  /// libcurl waits for the request's answer at this socket.
  void listens_at(int socket) { socket_ = socket; }
  /// There are bytes to be read: over HTTP/1.1 of its answer, even where they are no whole line.
  void note_bytes_at(int socket);
  /// It waits for a connection to be made.
  bool is_opening() const { return is_under_way_ && exchange_.connected < 0; }
  /// This socket is about to be handed to libcurl, perhaps because the connection has come on.
  void note_opening(const Ready& ready);
  /// The transfer was stopped by us.
  void cut();
  /// The same, because nothing came for longer than the request allows.
  void give_up_silence();
  /// When the request will have been silent for too long if nothing comes from now on; `never`
  /// without an idle_timeout.
  Instant silence_limit(Instant now) const;
  bool is_under_way() const { return is_under_way_; }
  /// The handle is in no multi handle any more.
  Exchange take();

 private:
  void prepare_handle();
  bool prepare_cookies();
  bool prepare_address(bool is_same);
  bool follow();
  bool prepare_hop();
  bool prepare_method(bool is_same);
  bool prepare_headers(bool is_same);
  void prepare_timeouts(Nanoseconds whole);
  void refuse(Outcome outcome, std::string detail);
  void begin_hop();
  void note_hop();
  void end_hops();
  void record_failure(CURLcode code);
  void read_times();
  std::int64_t age_of_last_read(Instant now) const;
  void read_status();
  void note_receipt();
  Stage stage() const;
  void forget_connection();
  void listen();
  void stop_listening();
  void doubt_streams(CURLcode code);
  std::string resent_in_words() const;
  bool is_fit(const Connection& connection) const;
  void note_words(std::string_view words);

  static int on_request_ready(void* slot, char*, char*, int, int);
  static curl_socket_t on_open_socket(void* slot, curlsocktype, curl_sockaddr* address);
  static int on_close_socket(void* book, curl_socket_t socket);
  static int on_words(CURL*, curl_infotype type, char* data, std::size_t size, void* slot);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* slot);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* slot);

  const CurlSettings& settings_;
  ConnectionBook& book_;
  CookieJars& jars_;
  const Receipts& unread_;
  bool has_jar_ = false;
  CurlAddress address_;
  CurlList headers_;
  std::array<char, CURL_ERROR_SIZE> words_{};
  WireRequest request_{};
  bool is_prepared_ = false;  // the handle holds what request_ says
  Exchange exchange_{};
  ConnectionFacts first_{};  // of the first hop, where there are several
  AnswerReader reader_;
  bool is_under_way_ = false;
  bool was_resent_ = false;
  bool was_moved_ = false;     // libcurl took a request to another connection, with this handle
  Instant began_ = -1;         // its present hop
  bool is_linked_ = false;     // the TCP connection that it waits for was seen to be there
  Instant opened_until_ = -1;  // its time up to here is in tls_own, as far as it belongs there
  bool found_unfit_ = false;   // the connection that libcurl chose: nothing was sent
  std::uint32_t stream_ = 0;   // over HTTP/2, 0: none
  bool listens_ = false;
  int unfit_ = 0;              // connections that this request was not sent over
  int local_port_ = 0;         // of the connection that carries the request, 0: none
  Instant last_receipt_ = -1;  // of anything, where an idle_timeout needs it; at first `connected`
  int system_error_ = 0;
  int socket_ = -1;
  CurlEasy easy_;  // last: its end still uses what stands above
};

}  // namespace loadgate
