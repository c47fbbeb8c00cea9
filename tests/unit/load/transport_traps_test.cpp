// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>

#include <atomic>
#include <utility>

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
thread_local int last_sender = -1;
thread_local int first_sender = -1;  // since it was last set so
thread_local std::size_t turns = 0;
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

int epoll_pwait2(int epoll, epoll_event* events, int most, const timespec* timeout,
                 const sigset_t* mask) {
  ++turns;
  static auto* const next =
      real<int(int, epoll_event*, int, const timespec*, const sigset_t*)>("epoll_pwait2");
  return next(epoll, events, most, timeout, mask);
}

int epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  ++turns;
  static auto* const next = real<int(int, epoll_event*, int, int)>("epoll_wait");
  return next(epoll, events, most, timeout);
}

/// As if the thread had lost its CPU between sending and reading.
ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  static auto* const next = real<ssize_t(int, const void*, size_t, int)>("send");
  const ssize_t sent = next(socket, bytes, size, flags);
  last_sender = socket;
  first_sender = first_sender < 0 ? socket : first_sender;
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

// Of a name that only the pinning can lead anywhere. libcurl answers "localhost" itself.
TEST_P(TransportTraps, no_connection_looks_up_a_name) {
  SocketServer server(answer_always);
  TransportOptions options = options_for(server.port());
  options.endpoints[0].place.host = "loadgate.invalid";
  const auto transport = open(options);
  const std::atomic<int> never_stopped{0};
  looked_up_names = 0;
  ASSERT_TRUE(resolve("http://localhost", never_stopped).has_value());
  EXPECT_EQ(looked_up_names, 1U) << "look-ups are seen";
  const std::string url = "http://loadgate.invalid:" + std::to_string(server.port()) + "/";
  looked_up_names = 0;
  for (std::uint64_t token = 0; token < 40; ++token) {  // more than a lane holds
    transport->start(token, get(url));
  }
  const std::vector<Exchange> ended = finish(*transport);
  EXPECT_THAT(ended, SizeIs(40));
  EXPECT_THAT(ended, ::testing::Each(Field(&Exchange::outcome, Outcome::ok)));
  EXPECT_EQ(looked_up_names, 0U);
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

/// Takes every free descriptor below, so that the next one to be opened has this number or more.
std::vector<int> numbers_below(int number) {
  std::vector<int> taken;
  for (int next = ::dup(STDERR_FILENO); next >= 0; next = ::dup(STDERR_FILENO)) {
    if (next >= number) {
      ::close(next);
      break;
    }
    taken.push_back(next);
  }
  return taken;
}

// A socket stays in an epoll while anybody holds it, a child that was just begun for example, and
// speaks under its number, which is another connection's by then.
TEST_P(TransportTraps, a_closed_connection_does_not_speak_for_the_next_of_its_number) {
  std::atomic<bool> may_answer = true;
  std::atomic<std::size_t> closed = 0;
  SocketServer server([&](Conversation& conversation) {
    conversation.read_request();
    while (!may_answer) {
      conversation.pause(1ms);
    }
    conversation.answer("hello");
    ++closed;
  });
  const auto transport = open(server);
  EXPECT_EQ(send(*transport, get(server.url("/"))).outcome, Outcome::ok);
  const int number = last_sender;
  const int held = ::dup(number);
  while (closed < 1) {
    std::this_thread::sleep_for(1ms);
  }
  pollfd end{.fd = held, .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&end, 1, 20'000), 1);
  const std::vector<int> others = numbers_below(number);
  may_answer = false;
  transport->start(2, get(server.url("/")));
  std::vector<Exchange> ended;
  while (server.requests().size() < 2) {
    transport->wait(monotonic_now() + Nanoseconds(1ms).count(), ended);
  }
  // An answer in any case: the server waits for it.
  const bool is_used_again = last_sender == number;
  may_answer = !is_used_again;
  ASSERT_TRUE(is_used_again);
  turns = 0;
  transport->wait(monotonic_now() + Nanoseconds(50ms).count(), ended);
  EXPECT_LE(turns, 20U);
  may_answer = true;
  ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].outcome, Outcome::ok);
  ::close(held);
  std::ranges::for_each(others, ::close);
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

// The kernel makes a connection on its own: nobody notices while nobody looks.
TEST_P(TransportTraps, a_connection_that_was_made_unnoticed_is_told) {
  SocketServer server(answer_always);
  const auto transport = open(server);
  transport->start(1, get(server.url("/")));
  std::this_thread::sleep_for(30ms);
  const std::vector<Exchange> ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(1));
  const Exchange& exchange = ended[0];
  EXPECT_TRUE(exchange.is_new_connection);
  EXPECT_GE(exchange.connect_own, Nanoseconds(25ms).count());
  EXPECT_LE(exchange.connect_own, exchange.connected - exchange.dispatched);
  EXPECT_EQ(send(*transport, get(server.url("/"))).connect_own, 0);
}

/// nginx with a certificate of its own.
class EncryptedNginx {
 public:
  EncryptedNginx(const std::string& listen, const std::string& server)
      : nginx_(folder_.path(), listen,
               "ssl_certificate " + certificate_.certificate.string() + ";\nssl_certificate_key " +
                   certificate_.key.string() + ";\n" + server +
                   "location / { return 200 'hello'; }\n") {}

  std::string authority() const { return certificate_.certificate.string(); }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(nginx_.port()) + "/"; }
  TransportOptions options() const {
    TransportOptions options = options_for(nginx_.port());
    options.endpoints[0].place.scheme = "https";
    options.endpoints[0].tls.ca = authority();
    return options;
  }

 private:
  TemporaryFolder folder_;
  Certificate certificate_ = make_certificate(folder_.path(), "server");
  NginxServer nginx_;
};

/// Returns once the transport has sent something, and through which socket.
int await_words(Transport& transport) {
  std::vector<Exchange> ended;
  while (last_sender < 0) {
    transport.wait(monotonic_now() + Nanoseconds(1ms).count(), ended);
  }
  return std::exchange(last_sender, -1);
}

TEST_P(TransportTraps, a_handshake_that_lay_unread_is_told) {
  const EncryptedNginx nginx("ssl", "keepalive_timeout 0;\n");
  const auto transport = open(nginx.options());
  bool was_told = false;
  for (int tries = 0; tries < 100 && !was_told; ++tries) {
    last_sender = -1;
    transport->start(1, get(nginx.url()));
    pollfd flight{.fd = await_words(*transport), .events = POLLIN, .revents = 0};
    ::poll(&flight, 1, 20'000);
    std::this_thread::sleep_for(30ms);
    const std::vector<Exchange> ended = finish(*transport);
    ASSERT_THAT(ended, SizeIs(1));
    EXPECT_EQ(ended[0].outcome, Outcome::ok) << ended[0].detail;
    was_told = ended[0].tls_own >= Nanoseconds(30ms).count();
    EXPECT_LE(ended[0].tls_own, ended[0].connected - ended[0].dispatched);
  }
  EXPECT_TRUE(was_told) << "an answer to the first words of a handshake was never there unread";
}

// libcurl goes on with each request of which a timer is due, whatever it is called for: with a new
// connection 200 ms after its beginning.
TEST_P(TransportTraps, a_handshake_that_is_read_on_behalf_of_another_is_told) {
  std::atomic<bool> may_answer = false;
  std::atomic<std::size_t> answered = 0;
  SocketServer server([&](Conversation& conversation) {
    while (!may_answer) {
      conversation.pause(1ms);
    }
    conversation.send({"\x15\x03\x01\x00\x02\x02\x28", 7});  // the alert "handshake failure"
    ++answered;
    conversation.pause(20s);
  });
  TransportOptions options = options_for(server.port());
  options.endpoints[0].place.scheme = "https";
  const auto transport = open(options);
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  for (std::uint64_t token = 1; token <= 2; ++token) {
    last_sender = -1;
    transport->start(token, get(url));
    await_words(*transport);
  }
  std::this_thread::sleep_for(50ms);  // the kernel turns its stamps on a moment after it was asked
  may_answer = true;
  while (answered < 2) {
    std::this_thread::sleep_for(1ms);
  }
  std::this_thread::sleep_for(250ms);
  const std::vector<Exchange> ended = finish(*transport);
  ASSERT_THAT(ended, SizeIs(2));
  for (const Exchange& exchange : ended) {
    EXPECT_EQ(exchange.outcome, Outcome::tls) << exchange.detail;
    EXPECT_GE(exchange.tls_own, Nanoseconds(250ms).count());
    EXPECT_LE(exchange.tls_own, exchange.finished - exchange.dispatched);
  }
}

// nginx says with the second request that there will be no third, and passes over the third.
TEST_P(TransportTraps, what_a_connection_says_inside_the_starting_call_is_heard) {
  const EncryptedNginx nginx("ssl http2", "keepalive_requests 2;\n");
  TransportOptions options = nginx.options();
  options.endpoints[0].http = HttpVersion::http2;
  bool was_passed_over = false;
  for (int tries = 0; tries < 100 && !was_passed_over; ++tries) {
    const auto transport = open(options);
    EXPECT_EQ(send(*transport, get(nginx.url())).outcome, Outcome::ok);
    transport->start(2, get(nginx.url()));
    first_sender = -1;
    const int socket = last_sender;
    holds_sender = true;
    transport->start(3, get(nginx.url()));
    holds_sender = false;
    was_passed_over = first_sender == socket;
    const std::vector<Exchange> ended = finish(*transport);
    ASSERT_THAT(ended, SizeIs(2));
    EXPECT_EQ(ended[0].outcome, Outcome::ok) << ended[0].detail;
    EXPECT_EQ(ended[1].outcome, Outcome::ok) << ended[1].detail;
    EXPECT_TRUE(ended[1].is_new_connection);
  }
  EXPECT_TRUE(was_passed_over) << "the third request never came too late";
}

TEST_P(TransportTraps, authorities_are_read_once_and_not_for_each_connection) {
  const EncryptedNginx nginx("ssl", "keepalive_timeout 0;\n");
  TransportOptions options = nginx.options();
  const std::vector<std::pair<std::string, Outcome>> authorities = {
      {nginx.authority(), Outcome::ok}, {"", Outcome::tls}};
  for (const auto& [file, outcome] : authorities) {
    options.endpoints[0].tls.ca = file;
    opened_files = 0;
    const auto transport = open(options);
    EXPECT_GT(opened_files, 0U);
    EXPECT_EQ(send(*transport, get(nginx.url())).outcome, outcome);
    opened_files = 0;
    for (int connection = 0; connection < 3; ++connection) {
      const Exchange exchange = send(*transport, get(nginx.url()));
      EXPECT_EQ(exchange.outcome, outcome) << exchange.detail;
      EXPECT_TRUE(exchange.is_new_connection);
    }
    EXPECT_EQ(opened_files, 0U) << file;
  }
}

}  // namespace
}  // namespace loadgate::testing
