// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <csignal>
#include <cstdio>

#include <atomic>

#include "support/nginx_server.h"
#include "transport_fixture.h"

// What a library costs behind our back shows in the calls that it makes: its calls of the C library
// come here first, because the linker looks into the program before that. Counted for the thread
// of the test, since servers of the same process make such calls as well.
namespace {

thread_local std::size_t polled_sockets = 0;
thread_local std::size_t signal_changes = 0;
thread_local std::size_t opened_files = 0;
thread_local bool holds_sender = false;
std::atomic<std::size_t> looked_up_names = 0;  // by threads that libcurl would start

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int poll(pollfd* sockets, nfds_t count, int timeout) {
  polled_sockets += count;
  static auto* const next = real<int(pollfd*, nfds_t, int)>("poll");
  return next(sockets, count, timeout);
}

int sigaction(int number, const struct sigaction* action, struct sigaction* before) noexcept {
  ++signal_changes;
  static auto* const next = real<int(int, const struct sigaction*, struct sigaction*)>("sigaction");
  return next(number, action, before);
}

FILE* fopen64(const char* name, const char* mode) {
  ++opened_files;
  static auto* const next = real<FILE*(const char*, const char*)>("fopen64");
  return next(name, mode);
}

int getaddrinfo(const char* host, const char* service, const addrinfo* wanted, addrinfo** found) {
  ++looked_up_names;
  static auto* const next =
      real<int(const char*, const char*, const addrinfo*, addrinfo**)>("getaddrinfo");
  return next(host, service, wanted, found);
}

/// As if the thread had lost its CPU between sending and reading.
ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  static auto* const next = real<ssize_t(int, const void*, size_t, int)>("send");
  const ssize_t sent = next(socket, bytes, size, flags);
  if (holds_sender) {
    pollfd answer{.fd = socket, .events = POLLIN, .revents = 0};
    ::poll(&answer, 1, 20'000);
  }
  return sent;
}

}  // extern "C"

namespace loadgate::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::SizeIs;

class TransportTraps : public TransportContract {
 protected:
  /// So many requests at the same time, each on a connection of its own.
  static void fill_pool(Transport& transport, const SocketServer& server, std::size_t connections) {
    for (std::uint64_t token = 0; token < connections; ++token) {
      transport.start(token, get(server.url("/")));
    }
    EXPECT_THAT(finish(transport), SizeIs(connections));
  }
};
FOR_ALL_TRANSPORTS(TransportTraps);

void answer_always(Conversation& conversation) {
  while (conversation.read_request()) {
    conversation.answer("hello");
  }
}

TEST_P(TransportTraps, no_request_touches_a_signal) {
  SocketServer server(answer_always);
  const auto transport = open(server);
  signal_changes = 0;
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::ok);
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::ok);
  EXPECT_EQ(signal_changes, 0U);
}

TEST_P(TransportTraps, no_connection_looks_up_a_name) {
  SocketServer server(answer_always);
  TransportOptions options = options_for(server.port());
  options.endpoints[0].place.host = "localhost";
  const auto transport = open(options);
  const std::atomic<int> never_stopped{0};
  looked_up_names = 0;
  ASSERT_TRUE(resolve("http://localhost", never_stopped).has_value());
  EXPECT_EQ(looked_up_names, 1U);
  for (std::uint64_t token = 0; token < 40; ++token) {
    transport->start(token, get("http://localhost:" + std::to_string(server.port()) + "/"));
  }
  for (const Exchange& exchange : finish(*transport)) {
    EXPECT_EQ(exchange.outcome, Outcome::ok) << exchange.detail;
  }
  EXPECT_EQ(looked_up_names, 1U);
}

// Once a second, with the next request, libcurl looks at every idle connection of a handle.
TEST_P(TransportTraps, a_request_after_a_quiet_second_looks_at_few_idle_connections) {
  std::atomic<std::size_t> asked = 0;
  constexpr std::size_t connections = 96;
  SocketServer server([&](Conversation& conversation) {
    while (conversation.read_request()) {
      ++asked;
      while (asked < connections) {
        conversation.pause(1ms);
      }
      conversation.answer("hello");
    }
  });
  TransportOptions options = options_for(server.port());
  options.connections = connections;
  const auto transport = open(options);
  fill_pool(*transport, server, connections);
  ASSERT_EQ(server.connections(), connections);
  std::this_thread::sleep_for(1100ms);
  polled_sockets = 0;
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::ok);
  EXPECT_GT(polled_sockets, 0U);
  EXPECT_LE(polled_sockets, connections / 2);
}

TEST_P(TransportTraps, an_answer_inside_the_starting_call_is_not_lost) {
  SocketServer server(answer_always);
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::ok);
  holds_sender = true;
  transport->start(7, get(server.url("/")));
  holds_sender = false;
  std::vector<Exchange> ended;
  transport->wait(monotonic_now(), ended);
  ASSERT_THAT(ended, ElementsAre(Field(&Exchange::token, 7U)));
  EXPECT_EQ(ended[0].outcome, Outcome::ok);
  EXPECT_EQ(ended[0].rx_age, -1);  // nobody could look before it was read
}

TEST_P(TransportTraps, authorities_are_read_once_and_not_for_each_connection) {
  const TemporaryFolder folder;
  const Certificate certificate = make_certificate(folder.path(), "server");
  const NginxServer nginx(folder.path(), "ssl",
                          "ssl_certificate " + certificate.certificate.string() +
                              ";\nssl_certificate_key " + certificate.key.string() +
                              ";\nkeepalive_timeout 0;\nlocation / { return 200 'hello'; }\n");
  TransportOptions options = options_for(nginx.port());
  options.endpoints[0].place.scheme = "https";
  const std::string url = "https://127.0.0.1:" + std::to_string(nginx.port()) + "/";
  const std::vector<std::pair<std::string, Outcome>> authorities = {
      {certificate.certificate.string(), Outcome::ok}, {"", Outcome::tls}};
  for (const auto& [file, outcome] : authorities) {
    options.endpoints[0].tls.ca = file;
    opened_files = 0;
    const auto transport = open(options);
    EXPECT_GT(opened_files, 0U);
    EXPECT_EQ(send(*transport, get(url)).outcome, outcome);
    opened_files = 0;
    for (int connection = 0; connection < 3; ++connection) {
      const Exchange exchange = send(*transport, get(url));
      EXPECT_EQ(exchange.outcome, outcome) << exchange.detail;
      EXPECT_TRUE(exchange.is_new_connection);
    }
    EXPECT_EQ(opened_files, 0U) << file;
  }
}

}  // namespace
}  // namespace loadgate::testing
