// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <string>
#include <vector>

#include "cli/app.h"

namespace {

// The only state that a signal handler can reach.
std::atomic<int> stop_signal{0};
std::atomic<int> leave_signal{0};
std::atomic<bool> is_held{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// The first one ends the load, the second one what cleans up after it; the third one means now.
void on_signal(int number) {
  for (std::atomic<int>* signal : {&stop_signal, &leave_signal}) {
    int none = 0;
    if (is_held && signal->compare_exchange_strong(none, number)) {
      return;
    }
  }
  ::_exit(128 + number);
}

void watch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  ::sigemptyset(&action.sa_mask);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(number, nullptr, &before);
    if (number != SIGHUP || before.sa_handler != SIG_IGN) {  // nohup
      ::sigaction(number, &action, nullptr);
    }
  }
  // What cannot be written is an error with words, not an end without any.
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

std::map<std::string, std::string> read_environment() {
  std::map<std::string, std::string> environment;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    const std::string text(*variable);
    const std::size_t equals = text.find('=');
    environment.emplace(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
  }
  return environment;
}

}  // namespace

int main(int count, char** arguments) {
  watch_signals();
  loadgate::Secrets secrets;
  loadgate::World world{.environment = read_environment(),
                        .out = std::cout,
                        .errors = std::cerr,
                        .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
                        .errors_is_terminal = ::isatty(STDERR_FILENO) == 1,
                        .stop = stop_signal,
                        .leave = leave_signal,
                        .secrets = secrets,
                        .hold_signals = [](bool held) { is_held = held; }};
  return static_cast<int>(loadgate::run_app({arguments + 1, arguments + count}, world));
}
