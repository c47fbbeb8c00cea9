// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

#include "base/files.h"
#include "target/target.h"
#include "unit/target/mock/builders.h"
#include "unit/target/raw_client.h"

namespace loadgate {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

/// An address where nothing listens: a mock had it a moment ago.
std::string free_address() {
  return start_mock("routes: {GET /: {}}")->url();
}

class StartTarget : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<StartedTarget> start(const std::string& command) {
    return start_target({.command = {.command = command,
                                     .environment = {},
                                     .ready_method = "GET",
                                     .ready_path = path_,
                                     .within = within_,
                                     .where = {.line = 1, .column = 1}},
                         .environment = environment_,
                         .url = url_,
                         .directory = folder_,
                         .output_file = output_,
                         .secrets = secrets_},
                        should_stop_when_);
  }
  std::string output() const { return read_file(output_, 100'000).value_or("no file"); }

  std::filesystem::path folder_ = std::filesystem::path{::testing::TempDir()} /
                                  ("start_target_" + std::to_string(::getpid()) + "_" +
                                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
  std::filesystem::path output_ = folder_ / "target.log";
  Secrets secrets_;
  std::map<std::string, std::string> environment_;
  std::string url_ = free_address();
  std::string path_ = "/healthz";
  Nanoseconds within_ = std::chrono::seconds{20};
  std::function<bool()> should_stop_when_ = [] { return false; };
};

/// The command only stays alive; the service that becomes ready is a mock on the same port.
class LateService {
 public:
  explicit LateService(const std::string& url, const std::string& routes)
      : thread_([this, config = "{listen: " + std::to_string(port_of(url)) + ", routes: " + routes +
                                "}"] {
          std::this_thread::sleep_for(milliseconds{80});
          mock_ = start_mock(config);
        }) {}
  ~LateService() { thread_.join(); }
  LateService(const LateService&) = delete;
  LateService& operator=(const LateService&) = delete;

 private:
  std::unique_ptr<Mock> mock_;
  std::thread thread_;
};

TEST_F(StartTarget, WaitsUntilTheServiceAnswers) {
  const LateService service{url_, "{GET /healthz: {status: 404}}"};
  environment_ = {{"LOG_LEVEL", "warn"}};
  auto target = start("echo \"$LOG_LEVEL in $PWD\"; exec sleep 60");
  ASSERT_TRUE(target) << target.error().message;
  EXPECT_FALSE(target->process.ended());
  EXPECT_EQ(output(), "warn in " + std::filesystem::canonical(folder_).string() + "\n");
  target->process.stop();
}

TEST_F(StartTarget, TakesAConnectionForAnAnswerWhereNoPathIsGiven) {
  const LateService service{url_, "{GET /healthz: {status: 500}}"};
  path_ = "";
  EXPECT_TRUE(start("exec sleep 60"));
}

TEST_F(StartTarget, SaysWhatTheServiceAnsweredInsteadOfBeingReady) {
  const LateService service{url_, "{GET /healthz: {status: 503}}"};
  within_ = milliseconds{400};
  const auto target = start("echo starting; exec sleep 60");
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().kind, ErrorKind::cannot_measure);
  EXPECT_EQ(target.error().message, "target.start: not ready within 400ms: GET " + url_ +
                                        "/healthz: it answered 503\nthe end of its output (" +
                                        output_.string() + "):\n  starting");
}

TEST_F(StartTarget, SaysThatNothingListens) {
  within_ = milliseconds{100};
  const auto target = start("exec sleep 60");
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().message, "target.start: not ready within 100ms: GET " + url_ +
                                        "/healthz: connection refused\nit wrote no output");
}

TEST_F(StartTarget, ReportsACommandThatEndsAtOnceWithItsLastLines) {
  const auto target = start("for i in $(seq 25); do echo \"line $i\"; done; exit 3");
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().kind, ErrorKind::cannot_measure);
  std::string expected =
      "target.start: 'for i in $(seq 25); do echo \"line $i\"; done; exit 3' "
      "ended with status 3 before it was ready\nthe end of its output (" +
      output_.string() + "):";
  for (int i = 6; i <= 25; ++i) {
    expected += "\n  line " + std::to_string(i);
  }
  EXPECT_EQ(target.error().message, expected);
  EXPECT_THAT(output(), ::testing::StartsWith("line 1\n"));
}

TEST_F(StartTarget, MakesHostileOutputPrintable) {
  const auto target = start("printf '\\033[31mred\\377'; exit 1");
  ASSERT_FALSE(target);
  EXPECT_THAT(target.error().message, ::testing::Not(HasSubstr("\033")));
  EXPECT_THAT(target.error().message, HasSubstr("red\xEF\xBF\xBD"));
}

TEST_F(StartTarget, RefusesAPortThatAnotherServiceHas) {
  const auto other = start_mock("routes: {GET /: {}}");
  url_ = other->url();
  const auto target = start("exec sleep 60");
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().message, "target.start: GET " + url_ +
                                        "/healthz is answered already, before 'exec sleep 60' was "
                                        "started");
  EXPECT_FALSE(std::filesystem::exists(output_));
}

/// Says so at the third question.
class ThirdTime {
 public:
  std::function<bool()> asked() {
    return [this] { return ++questions_ >= 3; };
  }

 private:
  int questions_ = 0;
};

TEST_F(StartTarget, StopsWaitingWhenItIsTold) {
  ThirdTime third;
  should_stop_when_ = third.asked();
  const auto target = start("exec sleep 60");
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().message,
            "target.start: interrupted while it waited for GET " + url_ + "/healthz");
  EXPECT_TRUE(std::filesystem::exists(output_)) << "it had been started";
}

TEST_F(StartTarget, StartsNothingWhenItIsToldToStopBeforeThat) {
  const auto hanging = start_mock("routes: {GET /healthz: {hang: 100%}}");
  url_ = hanging->url();
  ThirdTime third;
  should_stop_when_ = third.asked();
  const auto target = start("exec sleep 60");
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().message,
            "target.start: interrupted while it waited for GET " + url_ + "/healthz");
  EXPECT_FALSE(std::filesystem::exists(output_)) << "the first probe was not left at once";
}

TEST_F(StartTarget, EndsTheCommandThatDidNotBecomeReady) {
  within_ = milliseconds{100};
  const auto marker = folder_ / "ended";
  EXPECT_FALSE(
      start("trap 'touch " + marker.string() + "; exit' TERM; while :; do sleep 0.01; done"));
  EXPECT_TRUE(std::filesystem::exists(marker));
}

}  // namespace
}  // namespace loadgate
