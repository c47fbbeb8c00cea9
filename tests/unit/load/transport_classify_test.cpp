// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>

#include "load/transport/failure.h"

namespace loadgate {
namespace {

Failure failure(CURLcode code, Stage stage) {
  return {.code = code,
          .stage = stage,
          .was_resent = false,
          .on_pooled_connection = false,
          .system_error = 0,
          .words = ""};
}

TEST(TransportClassify, a_code_means_another_class_at_another_stage) {
  struct Case {
    CURLcode code;
    Stage stage;
    Outcome outcome;
  };
  using enum Stage;
  const Case cases[] = {
      {CURLE_COULDNT_RESOLVE_HOST, connecting, Outcome::dns},
      {CURLE_COULDNT_RESOLVE_PROXY, connecting, Outcome::dns},
      {CURLE_COULDNT_CONNECT, connecting, Outcome::connect},
      {CURLE_OPERATION_TIMEDOUT, connecting, Outcome::timeout_connect},
      {CURLE_OPERATION_TIMEDOUT, waiting, Outcome::timeout_first_byte},
      {CURLE_OPERATION_TIMEDOUT, answering, Outcome::timeout_total},
      {CURLE_SEND_ERROR, waiting, Outcome::send},
      {CURLE_SEND_ERROR, answering, Outcome::reset},
      {CURLE_SEND_FAIL_REWIND, waiting, Outcome::send},
      {CURLE_RECV_ERROR, waiting, Outcome::reset},
      {CURLE_GOT_NOTHING, waiting, Outcome::reset},
      {CURLE_PARTIAL_FILE, answering, Outcome::reset},
      {CURLE_HTTP2_STREAM, answering, Outcome::reset},
      {CURLE_HTTP2, waiting, Outcome::protocol},
      {CURLE_WEIRD_SERVER_REPLY, waiting, Outcome::protocol},
      {CURLE_HTTP_RETURNED_ERROR, answering, Outcome::protocol},
      {CURLE_UNSUPPORTED_PROTOCOL, connecting, Outcome::send},
      {CURLE_UNSUPPORTED_PROTOCOL, waiting, Outcome::protocol},
      {CURLE_URL_MALFORMAT, connecting, Outcome::send},
      {CURLE_OUT_OF_MEMORY, connecting, Outcome::generator_dropped},
      {CURLE_OUT_OF_MEMORY, waiting, Outcome::protocol},
      {CURLE_FAILED_INIT, connecting, Outcome::generator_dropped},
      {CURLE_INTERFACE_FAILED, connecting, Outcome::generator_dropped},
      {CURLE_LDAP_CANNOT_BIND, waiting, Outcome::protocol},
  };
  for (const Case& row : cases) {
    EXPECT_EQ(classify(failure(row.code, row.stage)), row.outcome)
        << curl_easy_strerror(row.code) << " at stage " << static_cast<int>(row.stage);
  }
}

TEST(TransportClassify, what_is_wrong_with_a_handshake_is_tls) {
  for (const CURLcode code :
       {CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
        CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT,
        CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED}) {
    EXPECT_EQ(classify(failure(code, Stage::connecting)), Outcome::tls) << curl_easy_strerror(code);
  }
}

TEST(TransportClassify, words_tell_apart_what_a_code_does_not) {
  Failure broken = failure(CURLE_RECV_ERROR, Stage::answering);
  broken.words = "Illegal or missing hexadecimal sequence in chunked-encoding";
  EXPECT_EQ(classify(broken), Outcome::protocol);
  broken.words = "OpenSSL SSL_read: tlsv13 alert certificate required, errno 0";
  EXPECT_EQ(classify(broken), Outcome::tls);
  broken = failure(CURLE_RECV_ERROR, Stage::waiting);
  broken.words =
      "h2_process_pending_input: nghttp2_session_mem_recv() returned -902:Callback failed";
  EXPECT_EQ(classify(broken), Outcome::protocol);
  broken = failure(CURLE_HTTP2_STREAM, Stage::waiting);
  broken.words = "HTTP/2 stream 1 was not closed cleanly: PROTOCOL_ERROR (err 1)";
  EXPECT_EQ(classify(broken), Outcome::protocol);
}

TEST(TransportClassify, a_machine_without_sockets_or_ports_is_its_own_fault) {
  for (const int error : {EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS}) {
    Failure own = failure(CURLE_COULDNT_CONNECT, Stage::connecting);
    own.system_error = error;
    EXPECT_EQ(classify(own), Outcome::generator_dropped) << error;
  }
  Failure refused = failure(CURLE_COULDNT_CONNECT, Stage::connecting);
  refused.system_error = ECONNREFUSED;
  EXPECT_EQ(classify(refused), Outcome::connect);
}

TEST(TransportClassify, a_connection_that_breaks_when_it_is_used_again_is_reset_on_reuse) {
  Failure reused = failure(CURLE_RECV_ERROR, Stage::waiting);
  reused.on_pooled_connection = true;
  EXPECT_EQ(classify(reused), Outcome::reset_on_reuse);
  reused.stage = Stage::answering;
  EXPECT_EQ(classify(reused), Outcome::reset);
  Failure resent = failure(CURLE_COULDNT_CONNECT, Stage::waiting);
  resent.was_resent = true;
  EXPECT_EQ(classify(resent), Outcome::reset_on_reuse);
}

TEST(TransportClassify, a_detail_is_one_line_without_the_query_of_an_address) {
  EXPECT_EQ(failure_detail(CURLE_GOT_NOTHING, ""), "Server returned nothing (no headers, no data)");
  EXPECT_EQ(failure_detail(CURLE_RECV_ERROR, "bad 'http://h/p?key=s3cret&x=1' here\x1b[1m\n"),
            "bad 'http://h/p' here [1m ");
}

}  // namespace
}  // namespace loadgate
