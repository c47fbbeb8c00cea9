// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include "transport_fixture.h"

namespace loadgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class TransportFailure : public TransportContract {};
FOR_ALL_TRANSPORTS(TransportFailure);

TEST_P(TransportFailure, a_closed_port_is_connect) {
  const LoopbackSocket nobody = bind_loopback();
  const auto transport = open(options_for(nobody.port));
  const Exchange exchange =
      send(*transport, get("http://127.0.0.1:" + std::to_string(nobody.port) + "/?key=hidden"));
  ::close(nobody.descriptor);
  EXPECT_EQ(exchange.outcome, Outcome::connect);
  EXPECT_THAT(exchange.detail, HasSubstr("Failed to connect"));
  EXPECT_THAT(exchange.detail, Not(HasSubstr("hidden")));
  EXPECT_EQ(exchange.status, 0);
  EXPECT_EQ(exchange.connected, -1);
  EXPECT_EQ(exchange.first_byte, -1);
  EXPECT_GE(exchange.finished, exchange.dispatched);
}

TEST_P(TransportFailure, a_connection_that_never_comes_about_is_timeout_connect) {
  // A full queue of connections that nobody accepts: Linux answers no further SYN.
  const LoopbackSocket deaf = bind_loopback();
  ::listen(deaf.descriptor, 0);
  std::vector<LoopbackSocket> fillers;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(deaf.port);
  for (int i = 0; i < 4; ++i) {
    fillers.push_back({.descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), .port = 0});
    static_cast<void>(::connect(fillers.back().descriptor, reinterpret_cast<sockaddr*>(&address),
                                sizeof address));
  }
  const auto transport = open(options_for(deaf.port));
  WireRequest request = get("http://127.0.0.1:" + std::to_string(deaf.port) + "/");
  request.connect_timeout = 80ms;
  const Exchange exchange = send(*transport, request);
  EXPECT_EQ(exchange.outcome, Outcome::timeout_connect) << exchange.detail;
  for (const LoopbackSocket& filler : fillers) {
    ::close(filler.descriptor);
  }
  ::close(deaf.descriptor);
}

TEST_P(TransportFailure, no_header_byte_in_time_is_timeout_first_byte) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.pause(20s);
  });
  const auto transport = open(server);
  WireRequest request = get(server.url("/"));
  request.timeout = 200ms;
  const Exchange exchange = send(*transport, request);
  EXPECT_EQ(exchange.outcome, Outcome::timeout_first_byte) << exchange.detail;
  EXPECT_GE(exchange.connected, exchange.dispatched);
  EXPECT_GE(exchange.finished - exchange.dispatched, Nanoseconds(200ms).count());
}

TEST_P(TransportFailure, an_answer_that_does_not_end_in_time_is_timeout_total) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    conversation.pause(20s);
  });
  const auto transport = open(server);
  WireRequest request = get(server.url("/"));
  request.timeout = 500ms;
  const Exchange exchange = send(*transport, request);
  EXPECT_EQ(exchange.outcome, Outcome::timeout_total) << exchange.detail;
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.body, "half");
}

TEST_P(TransportFailure, a_close_without_an_answer_is_reset) {
  SocketServer server([](Conversation& conversation) { conversation.read_request(); });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::reset) << exchange.detail;
  EXPECT_EQ(exchange.first_byte, -1);
}

TEST_P(TransportFailure, a_close_inside_the_answer_is_reset) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::reset) << exchange.detail;
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.bytes_in, 4U);
}

TEST_P(TransportFailure, a_close_inside_a_chunked_answer_is_reset) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::reset) << exchange.detail;
}

TEST_P(TransportFailure, a_close_inside_the_header_is_reset) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nContent-Le");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::reset);
  EXPECT_EQ(exchange.detail, "the connection was closed inside the answer's header");
}

TEST_P(TransportFailure, a_close_after_an_interim_answer_is_reset) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 103 Early Hints\r\n\r\n");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::reset) << exchange.detail;
  EXPECT_EQ(exchange.status, 0);
}

TEST_P(TransportFailure, a_reset_connection_is_reset) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.reset();
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::reset) << exchange.detail;
  EXPECT_THAT(exchange.detail, HasSubstr("Connection reset by peer"));
}

TEST_P(TransportFailure, what_is_not_http_is_protocol) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("SSH-2.0-OpenSSH_9.2p1\r\n\r\n");
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::protocol) << exchange.detail;
}

TEST_P(TransportFailure, broken_chunks_are_protocol) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
    conversation.read_request();
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::protocol) << exchange.detail;
}

TEST_P(TransportFailure, a_header_without_end_is_protocol) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 200 OK\r\nX-Endless: " + std::string(500'000, 'e'));
    conversation.read_request();
  });
  const auto transport = open(server);
  const Exchange exchange = send(*transport, get(server.url("/")));
  EXPECT_EQ(exchange.outcome, Outcome::protocol) << exchange.detail;
}

TEST_P(TransportFailure, two_different_lengths_are_protocol) {
  const SocketServer server([](Conversation& talk) {
    while (const auto request = talk.read_request()) {
      const bool is_same = request->find(" /same ") != std::string::npos;
      talk.send(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length:") +
                (is_same ? "2 " : "4") + "\r\n\r\n" + (is_same ? "ok" : "okay"));
    }
  });
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, get(server.url("/same"))).body, "ok");
  const Exchange torn = send(*transport, get(server.url("/other")));
  EXPECT_EQ(torn.outcome, Outcome::protocol);
  EXPECT_EQ(torn.detail, "the answer has two different Content-Length headers");
  EXPECT_EQ(send(*transport, get(server.url("/same"))).body, "ok");
}

/// Header lines of so many bytes together, in lines of 8 KiB and a rest.
std::string header_of(std::size_t bytes) {
  constexpr std::size_t longest_line = 8192;
  std::string header;
  while (header.size() < bytes) {
    const std::size_t line = std::min(bytes - header.size(), longest_line);
    header += "X: " + std::string(line - std::string_view("X: \r\n").size(), 'h') + "\r\n";
  }
  return header;
}

TEST_P(TransportFailure, a_header_of_more_than_64_kib_is_protocol_whoever_reads_it) {
  constexpr std::string_view last = "Location: /there\r\nContent-Length: 2\r\n";
  const SocketServer server([&](Conversation& talk) {
    while (const auto request = talk.read_request()) {
      const bool fits = request->find(" /fits ") != std::string::npos;
      talk.send("HTTP/1.1 302 Found\r\n" +
                header_of((64U << 10U) - last.size() + (fits ? 0U : 1U)) + std::string(last) +
                "\r\nok");
    }
  });
  const auto transport = open(server);
  const Exchange fitting = send(*transport, get(server.url("/fits")));
  EXPECT_EQ(fitting.outcome, Outcome::ok) << fitting.detail;
  EXPECT_EQ(fitting.headers.back().second, "2");
  for (const bool keep_headers : {true, false}) {
    WireRequest request = get(server.url("/too-large"));
    request.keep_headers = keep_headers;
    request.redirects = keep_headers ? 1 : 0;
    const Exchange torn = send(*transport, request);
    EXPECT_EQ(torn.outcome, Outcome::protocol);
    EXPECT_EQ(torn.detail, "the answer's header is larger than 64 KiB");
    EXPECT_EQ(torn.status, 302);
    EXPECT_EQ(torn.hops, 0);
  }
  EXPECT_EQ(send(*transport, get(server.url("/fits"))).body, "ok");
}

TEST_P(TransportFailure, a_header_line_beyond_what_libcurl_takes_is_told_in_the_same_words) {
  const SocketServer server([](Conversation& talk) {
    talk.read_request();
    talk.send("HTTP/1.1 200 OK\r\nX: " + std::string(200U << 10U, 'h') + "\r\n\r\n");
  });
  const Exchange torn = send(*open(server), get(server.url("/")));
  EXPECT_EQ(torn.outcome, Outcome::protocol);
  EXPECT_EQ(torn.detail, "the answer's header is larger than 64 KiB");
}

TEST_P(TransportFailure, a_failed_request_spoils_none_after_it) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    if (conversation.number() > 0) {
      conversation.answer("fine");
    }
  });
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::reset);
  const Exchange second = send(*transport, get(server.url("/")));
  EXPECT_EQ(second.outcome, Outcome::ok);
  EXPECT_EQ(second.detail, "");
  EXPECT_EQ(second.body, "fine");
}

/// Answers the first request of a connection, and closes it after it has read the second.
void close_after_second(Conversation& conversation) {
  conversation.read_request();
  conversation.answer("first");
  conversation.read_request();
}

TEST_P(TransportFailure, a_request_is_never_sent_twice) {
  for (const std::string method : {"GET", "POST", "HEAD"}) {
    SocketServer server(close_after_second);
    const auto transport = open(server);
    EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::ok);
    WireRequest second = get(server.url("/again"));
    second.method = method;
    const Exchange exchange = send(*transport, second);
    EXPECT_EQ(exchange.outcome, Outcome::reset_on_reuse) << method << ": " << exchange.detail;
    EXPECT_FALSE(exchange.is_new_connection);
    EXPECT_EQ(exchange.connect_time, -1);
    EXPECT_THAT(server.requests(), SizeIs(2)) << method;
    EXPECT_EQ(server.connections(), 1U) << method;
  }
}

TEST_P(TransportFailure, a_request_is_not_sent_again_on_another_kept_alive_connection) {
  SocketServer server([](Conversation& conversation) {
    for (int i = 0; i < 2 && conversation.read_request(); ++i) {
      conversation.pause(50ms);
      conversation.answer("kept");
    }
    conversation.read_request();
  });
  const auto transport = open(server);
  for (std::uint64_t round = 0; round < 2; ++round) {
    for (std::uint64_t token = 0; token < 2; ++token) {
      transport->start(token, get(server.url("/")));
    }
    EXPECT_THAT(finish(*transport), SizeIs(2));
  }
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::reset_on_reuse);
  EXPECT_THAT(server.requests(), SizeIs(5));
}

TEST_P(TransportFailure, a_machine_without_sockets_left_blames_itself) {
  SocketServer server([](Conversation& conversation) {
    conversation.read_request();
    conversation.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
  });
  const auto transport = open(server);
  // UBSan's check of a virtual call opens a pipe, but for a type that it has seen before.
  EXPECT_EQ(send(*transport, get(server.url("/"))).status, 204);
  rlimit usual{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = usual.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const Exchange exchange = send(*transport, get(server.url("/")));
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &usual), 0);
  EXPECT_EQ(exchange.outcome, Outcome::generator_dropped);
  EXPECT_EQ(exchange.detail, "this process may open no more files (ulimit -n)");
}

TEST_P(TransportFailure, a_transport_takes_all_files_that_the_process_may_have) {
  rlimit usual{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit few{.rlim_cur = 100, .rlim_max = usual.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  TransportOptions options = options_for(1);
  options.connections = 10'000;
  open(options);
  rlimit raised{};
  EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &raised), 0);
  EXPECT_EQ(raised.rlim_cur, usual.rlim_max);
  setrlimit(RLIMIT_NOFILE, &usual);
}

TEST_P(TransportFailure, a_request_that_must_not_be_sent_is_told_so_and_reaches_nobody) {
  SocketServer server([](Conversation& conversation) { conversation.read_request(); });
  const auto transport = open(server);
  const std::string port = std::to_string(server.port());
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"http://127.0.0.1:" + port + "@127.0.0.2/?key=hidden",
       "the address 'http://127.0.0.2/' is not of the target"},
      {"http://127.0.0.2:8080/a@b", "the address 'http://127.0.0.2:8080/a@b' is not of the target"},
      {"https://127.0.0.1:" + port,
       "the address 'https://127.0.0.1:" + port + "' is not of the target"},
      {"http://127.0.0.1:1/", "the address 'http://127.0.0.1:1/' is not of the target"},
      {"http://127.0.0.1:1/a b",
       "the address 'http://127.0.0.1:1/a b' is not a web address: Bad path"}};
  for (const auto& [url, detail] : cases) {
    const Exchange exchange = send(*transport, get(url));
    EXPECT_EQ(exchange.outcome, Outcome::assertion) << url;
    EXPECT_EQ(exchange.detail, detail);
  }
  WireRequest request = get(server.url("/"));
  request.headers = {"X-Name: value\r\nX-Smuggled: yes"};
  EXPECT_EQ(send(*transport, request).detail, "a header holds a line break");
  request = post(server.url("/"), "body");
  request.method = "HEAD";
  EXPECT_EQ(send(*transport, request).detail, "a HEAD request has no body");
  EXPECT_THAT(server.requests(), SizeIs(0));
  EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace loadgate::testing
