// SPDX-License-Identifier: Apache-2.0
#include "target/mock/jobs.h"

#include <gmock/gmock.h>

#include "unit/target/mock/asking.h"
#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view with_jobs =
    "routes: {POST /jobs: {does: start_job}, "
    "\"GET /jobs/{id}\": {does: show_job, ready_after: 300ms}, "
    "\"GET /polled/{id}\": {does: show_job, ready_after: 2}}";

Reply start(Service& service, Nanoseconds when) {
  return ask(service, {.method = "POST", .target = "/jobs"}, when);
}

TEST(Jobs, AreDoneAfterTheirTime) {
  Service service{mock_config(with_jobs)};
  const Reply started = start(service, milliseconds{1'000});
  EXPECT_EQ(status_of(started), 202);
  EXPECT_EQ(body_of(started), R"({"id":"1","status":"pending"})");
  const auto at = [&service](int when) {
    return json_of(ask(service, {.target = "/jobs/1"}, milliseconds{when}))["status"];
  };
  EXPECT_EQ(at(1'000), "pending");
  EXPECT_EQ(at(1'299), "pending");
  EXPECT_EQ(at(1'300), "done");
}

TEST(Jobs, AreDoneAfterSoManyAnswersEach) {
  Service service{mock_config(with_jobs)};
  start(service, {});
  start(service, {});
  const auto poll = [&service](std::string_view path) {
    return json_of(ask(service, {.target = path}))["status"];
  };
  EXPECT_EQ(poll("/polled/1"), "pending");
  EXPECT_EQ(poll("/polled/1"), "pending");
  EXPECT_EQ(poll("/polled/2"), "pending");
  EXPECT_EQ(poll("/polled/1"), "done");
  EXPECT_EQ(poll("/polled/1"), "done");
}

TEST(Jobs, AreUnknownBeforeTheirStartAndAfterAReset) {
  Service service{mock_config(with_jobs)};
  EXPECT_EQ(status_of(ask(service, {.target = "/jobs/1"})), 404);
  start(service, {});
  EXPECT_EQ(status_of(ask(service, {.target = "/jobs/1"})), 200);
  EXPECT_EQ(status_of(ask(service, {.target = "/jobs/one"})), 404);
  ask(service, {.method = "POST", .target = "/__stats/reset"});
  EXPECT_EQ(status_of(ask(service, {.target = "/jobs/1"})), 404);
}

}  // namespace
}  // namespace loadgate::mock
