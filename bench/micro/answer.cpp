// SPDX-License-Identifier: Apache-2.0
#include "load/transport/answer.h"

#include <benchmark/benchmark.h>

#include "load/classify.h"
#include "load/read_answer.h"
#include "load/transport/failure.h"
#include "world.h"

namespace loadgate::bench {
namespace {

constexpr std::array<std::string_view, 6> header_lines{"HTTP/1.1 201 Created\r\n",
                                                       "Server: nginx/1.22.1\r\n",
                                                       "Date: Sat, 21 Nov 2026 12:00:00 GMT\r\n",
                                                       "Content-Type: application/json\r\n",
                                                       "Content-Length: 48\r\n",
                                                       "\r\n"};
constexpr std::string_view body = R"({"order": "o-12345", "status": "done", "ok": 1})";

Exchange answered() {
  Exchange exchange{};
  exchange.outcome = Outcome::ok;
  exchange.status = 201;
  exchange.bytes_in = body.size();
  exchange.body = body;
  return exchange;
}

void take_in_answer(benchmark::State& state, bool keep) {
  AnswerReader reader;
  for (auto _ : state) {
    Exchange exchange{};
    reader.begin(keep ? 65536 : 0, keep);
    for (const std::string_view line : header_lines) {
      reader.header_line(line, exchange);
    }
    reader.body_piece(body, exchange);
    benchmark::DoNotOptimize(exchange);
  }
}
BENCHMARK_CAPTURE(take_in_answer, counted, false);
BENCHMARK_CAPTURE(take_in_answer, kept, true);

void read_whole_answer(benchmark::State& state, const char* name) {
  const World& world = World::only();
  const StepProgram& step = world.step(name);
  const RenderContext context = world.at(step);
  const Exchange exchange = answered();
  for (auto _ : state) {
    Captures captures;
    benchmark::DoNotOptimize(read_answer(step, exchange, context, captures));
  }
}
BENCHMARK_CAPTURE(read_whole_answer, status_only, "plain");
BENCHMARK_CAPTURE(read_whole_answer, json_check_and_capture, "add");

void classify_a_status(benchmark::State& state) {
  int status = 200;
  for (auto _ : state) {
    status = status == 599 ? 200 : status + 1;
    benchmark::DoNotOptimize(classify_status(status));
  }
}
BENCHMARK(classify_a_status);

void classify_a_failure(benchmark::State& state) {
  const Failure failure{.code = CURLE_RECV_ERROR,
                        .stage = Stage::waiting,
                        .was_resent = false,
                        .on_pooled_connection = true,
                        .system_error = 0,
                        .words = "Recv failure: Connection reset by peer"};
  for (auto _ : state) {
    benchmark::DoNotOptimize(classify(failure));
  }
}
BENCHMARK(classify_a_failure);

}  // namespace
}  // namespace loadgate::bench
