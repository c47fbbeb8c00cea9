// SPDX-License-Identifier: Apache-2.0
// Runs a command and says what it cost: a small parent of its own, because the peak memory that the
// kernel reports for a child begins with that of the process which forked it.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

long long now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// "0" or "0,1"; the set stays for the command.
void pin(const char* cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const char* at = cores; at != nullptr; at = std::strchr(at, ',')) {
    at += *at == ',' ? 1 : 0;
    CPU_SET(std::strtoul(at, nullptr, 10), &set);
  }
  if (sched_setaffinity(0, sizeof set, &set) != 0) {
    std::perror("bench_launch: sched_setaffinity");
    std::exit(2);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::fputs("usage: bench_launch COST_FILE CORES COMMAND [ARGUMENT…]\n", stderr);
    return 2;
  }
  std::FILE* file = std::fopen(arguments[1], "we");
  if (file == nullptr) {
    std::perror(arguments[1]);
    return 2;
  }
  pin(arguments[2]);
  const long long started = now();
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // whoever kills us kills the command
    execvp(arguments[3], arguments + 3);
    std::perror(arguments[3]);
    _exit(127);
  }
  int status = 0;
  rusage used{};
  while (wait4(child, &status, 0, &used) < 0) {
  }
  std::fprintf(file,
               "{\"started_ns\": %lld, \"ended_ns\": %lld, \"user_s\": %.6f, \"system_s\": %.6f, "
               "\"peak_kib\": %ld}\n",
               started, now(), seconds(used.ru_utime), seconds(used.ru_stime), used.ru_maxrss);
  std::fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
