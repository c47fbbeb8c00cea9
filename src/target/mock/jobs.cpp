// SPDX-License-Identifier: Apache-2.0
#include "target/mock/jobs.h"

#include <string>
#include <variant>

namespace loadgate::mock {
namespace {

constexpr std::size_t jobs_kept = 100'000;

/// `id` is a number that has been read as one.
Answer job_answer(int status, std::string_view id, std::string_view state) {
  std::string body = "{\"id\":\"";
  body.append(id).append("\",\"status\":\"").append(state).append("\"}");
  return json_answer(status, std::move(body));
}

}  // namespace

Jobs::Jobs() : jobs_(jobs_kept) {}

Answer Jobs::start(Nanoseconds now) {
  const std::string id = std::to_string(jobs_.next());
  jobs_.add({.started = now, .shown = 0});
  return job_answer(202, id, "pending");
}

Answer Jobs::show(std::string_view id, const MockReadiness& ready_after, Nanoseconds now) {
  Job* job = jobs_.find(id);
  if (job == nullptr) {
    return error_answer(404, "no such job");
  }
  ++job->shown;
  const auto* time = std::get_if<Nanoseconds>(&ready_after);
  const bool is_done = time != nullptr ? now - job->started >= *time
                                       : job->shown > std::get<std::int64_t>(ready_after);
  return job_answer(200, id, is_done ? "done" : "pending");
}

}  // namespace loadgate::mock
