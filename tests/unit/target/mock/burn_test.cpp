// SPDX-License-Identifier: Apache-2.0
#include "target/mock/burn.h"

#include <gmock/gmock.h>
#include <time.h>

#include <filesystem>
#include <fstream>

#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"
#include "unit/target/raw_client.h"

namespace loadgate::mock {
namespace {

using std::chrono::milliseconds;

Nanoseconds cpu_time(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds{time.tv_sec} + Nanoseconds{time.tv_nsec};
}

/// Nanoseconds on a CPU of each burning thread of this process.
std::vector<long long> burning() {
  std::vector<long long> times;
  for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
    std::string name;
    std::ifstream{task.path() / "comm"} >> name;
    long long time = 0;
    if (name == "loadgate-burn" && std::ifstream{task.path() / "schedstat"} >> time) {
      times.push_back(time);
    }
  }
  return times;
}

/// A thread names itself once it runs: waits until so many of them are busy.
void await_busy(std::size_t threads) {
  constexpr long long some = 1'000'000;
  std::vector<long long> times;
  while (times.size() != threads || *std::ranges::min_element(times) < some) {
    times = burning();
    ASSERT_LE(times.size(), threads);
  }
}

/// A thread that has been joined is still listed for a moment.
void await_none() {
  while (!burning().empty()) {
  }
}

TEST(Burn, UsesSoMuchCpu) {
  const Nanoseconds start = cpu_time(CLOCK_THREAD_CPUTIME_ID);
  burn(milliseconds{3});
  EXPECT_GE(cpu_time(CLOCK_THREAD_CPUTIME_ID) - start, milliseconds{3});
}

TEST(Burn, HappensOnTheMocksThreadOnceTheAnswerIsDue) {
  const auto mock = start_mock("routes: {GET /: {latency: 1ms, burn: 3ms}, GET /b: {}}");
  const Nanoseconds start = cpu_time(CLOCK_PROCESS_CPUTIME_ID);
  EXPECT_EQ(RawClient(mock->url()).get("/").status, 200);
  EXPECT_GE(cpu_time(CLOCK_PROCESS_CPUTIME_ID) - start, milliseconds{3});
  const auto stats = nlohmann::json::parse(RawClient(mock->url()).get("/__stats").body);
  const auto& request = stats["requests"][0];
  EXPECT_EQ(request["due_ns"].get<long long>() - request["received_ns"].get<long long>(),
            1'000'000);
  EXPECT_GE(request["answered_ns"].get<long long>() - request["due_ns"].get<long long>(),
            3'000'000);
}

TEST(Burn, IsForAnswersThatTheRouteMakes) {
  Service service{mock_config("routes: {GET /: {burn: 2ms, limit: {rate: 1/min}}}")};
  EXPECT_EQ(ask(service, {}).burn, milliseconds{2});
  EXPECT_EQ(ask(service, {}).burn, milliseconds{0});
  EXPECT_EQ(ask(service, {.target = "/healthz"}).burn, milliseconds{0});
}

TEST(Burner, KeepsItsThreadsBusyFromTheFirstRequestOfTheLoadOn) {
  auto service =
      std::make_unique<Service>(mock_config("{burn: {threads: 2}, routes: {GET /: {}}}"));
  ask(*service, {.fields = {{"User-Agent", "loadgate (preflight)"}}});
  ask(*service, {.target = "/healthz"});
  EXPECT_THAT(burning(), testing::IsEmpty());
  ask(*service, {});
  ask(*service, {});
  await_busy(2);
  ask(*service, {.method = "POST", .target = "/__stats/reset"});
  await_none();
  ask(*service, {});
  await_busy(2);
  service.reset();
  await_none();
}

}  // namespace
}  // namespace loadgate::mock
