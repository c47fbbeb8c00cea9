// SPDX-License-Identifier: Apache-2.0
#include "load/transport/failure.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

#include "base/encoding.h"

namespace loadgate {
namespace {

struct CodeRow {
  CURLcode code;
  std::array<Outcome, 3> by_stage;  // connecting, waiting, answering
};

using enum Outcome;

/// What stands in no row is `protocol` at every stage.
constexpr CodeRow code_rows[] = {
    {CURLE_COULDNT_RESOLVE_HOST, {dns, dns, dns}},
    {CURLE_COULDNT_RESOLVE_PROXY, {dns, dns, dns}},
    {CURLE_COULDNT_CONNECT, {connect, reset, reset}},
    {CURLE_OPERATION_TIMEDOUT, {timeout_connect, timeout_first_byte, timeout_total}},
    {CURLE_SSL_CONNECT_ERROR, {tls, tls, tls}},
    {CURLE_PEER_FAILED_VERIFICATION, {tls, tls, tls}},
    {CURLE_SSL_CERTPROBLEM, {tls, tls, tls}},
    {CURLE_SSL_CIPHER, {tls, tls, tls}},
    {CURLE_SSL_CACERT_BADFILE, {tls, tls, tls}},
    {CURLE_SSL_ISSUER_ERROR, {tls, tls, tls}},
    {CURLE_SSL_CLIENTCERT, {tls, tls, tls}},
    {CURLE_SSL_INVALIDCERTSTATUS, {tls, tls, tls}},
    {CURLE_SSL_ENGINE_INITFAILED, {tls, tls, tls}},
    {CURLE_USE_SSL_FAILED, {tls, tls, tls}},
    {CURLE_SEND_ERROR, {send, send, reset}},
    {CURLE_SEND_FAIL_REWIND, {send, send, reset}},
    {CURLE_RECV_ERROR, {connect, reset, reset}},
    {CURLE_GOT_NOTHING, {reset, reset, reset}},
    {CURLE_PARTIAL_FILE, {reset, reset, reset}},
    {CURLE_HTTP2_STREAM, {reset, reset, reset}},
    // HTTP/0.9, an unknown version, a header of more than 100 KiB.
    {CURLE_UNSUPPORTED_PROTOCOL, {send, protocol, protocol}},
    {CURLE_OUT_OF_MEMORY, {generator_dropped, protocol, protocol}},
    {CURLE_URL_MALFORMAT, {send, protocol, protocol}},
    {CURLE_FAILED_INIT, {generator_dropped, generator_dropped, generator_dropped}},
    {CURLE_INTERFACE_FAILED, {generator_dropped, generator_dropped, generator_dropped}},
};

/// libcurl has one code for several causes: its words tell them apart.
struct WordsRow {
  CURLcode code;
  std::string_view words;
  Outcome outcome;
};

constexpr WordsRow words_rows[] = {
    {CURLE_RECV_ERROR, "in chunked-encoding", protocol},
    // TLS 1.3: the server refuses our certificate only after its handshake is done for us.
    {CURLE_RECV_ERROR, "alert", tls},
    {CURLE_HTTP2_STREAM, "PROTOCOL_ERROR", protocol},
    // More than 300 KB of header.
    {CURLE_RECV_ERROR, "Too large response headers", protocol},
    // A frame, or a header over HTTP/2, that nghttp2 or libcurl refuses.
    {CURLE_RECV_ERROR, "nghttp2_session_mem_recv() returned", protocol},
};

// Of this machine, not of the server: no more sockets, ports or memory.
struct Shortage {
  int system_error;
  std::string_view words;
};
constexpr Shortage shortages[] = {
    {EMFILE, "this process may open no more files (ulimit -n)"},
    {ENFILE, "this machine may open no more files (fs.file-max)"},
    {ENOBUFS, "this machine has no room left for sockets"},
    {ENOMEM, "this machine has no memory left for sockets"},
    {EADDRNOTAVAIL,
     "this machine has no local ports left for the target (net.ipv4.ip_local_port_range)"},
};

constexpr std::size_t detail_limit = 256;

Outcome by_code(const Failure& failure) {
  for (const WordsRow& row : words_rows) {
    if (row.code == failure.code && failure.words.find(row.words) != std::string_view::npos) {
      return row.outcome;
    }
  }
  const auto* row = std::find_if(std::begin(code_rows), std::end(code_rows),
                                 [&](const CodeRow& entry) { return entry.code == failure.code; });
  return row == std::end(code_rows) ? protocol
                                    : row->by_stage[static_cast<std::size_t>(failure.stage)];
}

}  // namespace

std::string_view shortage_in_words(int system_error) {
  const auto* row = std::find_if(
      std::begin(shortages), std::end(shortages),
      [system_error](const Shortage& entry) { return entry.system_error == system_error; });
  return row == std::end(shortages) ? std::string_view() : row->words;
}

Outcome classify(const Failure& failure) {
  if (failure.was_resent) {
    return reset_on_reuse;
  }
  if (!shortage_in_words(failure.system_error).empty() && failure.code == CURLE_COULDNT_CONNECT) {
    return generator_dropped;
  }
  const Outcome outcome = by_code(failure);
  const bool is_broken_connection = outcome == reset || outcome == send;
  if (is_broken_connection && failure.on_pooled_connection && failure.stage == Stage::waiting) {
    return reset_on_reuse;
  }
  return outcome;
}

std::string failure_detail(CURLcode code, std::string_view words) {
  if (words.empty()) {
    words = curl_easy_strerror(code);
  }
  std::string kept;
  bool in_query = false;
  for (const char letter : words) {
    const bool ends_address = letter == ' ' || letter == '\'' || letter == '"';
    in_query = (in_query || letter == '?') && !ends_address;
    if (!in_query) {
      kept += letter;
    }
  }
  return printable(kept, detail_limit);
}

}  // namespace loadgate
