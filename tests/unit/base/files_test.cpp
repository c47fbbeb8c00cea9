// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/file_writer.h"
#include "base/process.h"

namespace loadgate {
namespace {

using namespace std::chrono_literals;

class Files : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("loadgate-files-" + std::to_string(::getpid()));
  Secrets secrets_;
};

TEST_F(Files, AreWrittenWholeIntoNewFolders) {
  const auto path = folder_ / "a" / "b.txt";
  ASSERT_TRUE(write_file(path, "one"));
  ASSERT_TRUE(write_file(path, "two"));
  ASSERT_TRUE(append_file(path, " three"));
  EXPECT_EQ(*read_file(path, 100), "two three");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ / "a"), {}), 1);
}

TEST_F(Files, AreWrittenPieceByPieceAndAppearWhole) {
  const auto path = folder_ / "rows.csv";
  std::string expected;
  {
    FileWriter file = FileWriter::create(path).value();
    for (int row = 0; row < 20'000; ++row) {
      const std::string piece = "row " + std::to_string(row) + "\n";
      ASSERT_TRUE(file.append(piece));
      expected += piece;
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    ASSERT_TRUE(file.commit());
  }
  EXPECT_EQ(*read_file(path, 1'000'000), expected);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(Files, ThatAreNotCommittedLeaveNothingBehind) {
  {
    FileWriter file = FileWriter::create(folder_ / "rows.csv").value();
    ASSERT_TRUE(file.append("row"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(Files, OverTheLimitOrAbsentAreNamed) {
  ASSERT_TRUE(write_file(folder_ / "big", std::string(101, 'x')));
  EXPECT_EQ(
      read_file(folder_ / "big", 100).error().message,
      "'" + (folder_ / "big").string() + "' is larger than 100 bytes, the limit for such a file");
  EXPECT_EQ(read_file(folder_ / "none", 100).error().message,
            "cannot read '" + (folder_ / "none").string() + "': No such file or directory");
}

TEST_F(Files, AreOldOrNewAfterAKillInTheMiddle) {
  const auto path = folder_ / "report";
  const std::string before(2'000'000, 'a');
  const std::string after(2'000'000, 'b');
  ASSERT_TRUE(write_file(path, before));
  for (int attempt = 0; attempt < 20; ++attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
      while (write_file(path, after) && write_file(path, before)) {
      }
      ::_exit(1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(3 + attempt));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string content = *read_file(path, 3'000'000);
    EXPECT_TRUE(content == before || content == after) << content.size();
  }
}

TEST_F(Files, AProcessGivesStatusOutputAndErrors) {
  const auto result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"}, 10s);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 3);
  EXPECT_EQ(result->output, "out\n");
  EXPECT_EQ(result->errors, "err\n");
}

TEST_F(Files, AProcessThatHangsOrDoesNotExistIsAnError) {
  EXPECT_EQ(run_process({"sleep", "60"}, 50ms).error().message, "'sleep' did not end within 50ms");
  EXPECT_EQ(run_process({"no-such-program"}, 10s).error().message,
            "cannot run 'no-such-program': is it installed and on PATH?");
}

TEST_F(Files, AChildIsStoppedWithItsWholeGroup) {
  auto child = ChildProcess::start("sleep 1000 & echo $! > pid; echo $WORD; wait", folder_,
                                   {{"WORD", "hello"}}, folder_ / "output", secrets_);
  ASSERT_TRUE(child);
  std::string pid;
  while (pid.empty() || !pid.ends_with('\n')) {
    std::this_thread::sleep_for(1ms);
    pid = read_file(folder_ / "pid", 100).value_or("");
  }
  EXPECT_FALSE(child->ended());
  child->stop();
  // The grandchild is gone, or a zombie that init has not yet collected.
  const auto stat = read_file("/proc/" + pid.substr(0, pid.size() - 1) + "/stat", 1000);
  EXPECT_TRUE(!stat || stat->find(") Z ") != std::string::npos);
  EXPECT_EQ(*read_file(folder_ / "output", 100), "hello\n");
}

TEST_F(Files, WhatAChildWritesIsMaskedBeforeItIsInTheFile) {
  secrets_.add("its-secret");
  auto child = ChildProcess::start(
      "echo one its-secret; printf 'two its-'; sleep 0.05; echo secret; printf 'open its-'; "
      "head -c 1300000 /dev/zero | tr '\\0' x; printf 'its-secret'; echo; printf 'three "
      "its-secret'",
      folder_, {}, folder_ / "output", secrets_);
  ASSERT_TRUE(child);
  while (!child->ended()) {
    std::this_thread::sleep_for(1ms);
  }
  child->settle_output();
  const std::string text = *read_file(folder_ / "output", 3'000'000);
  EXPECT_TRUE(text.starts_with("one ***\ntwo ***\nopen its-xxxx")) << text.substr(0, 100);
  EXPECT_TRUE(text.ends_with("xxx\nthree ***")) << text.substr(text.size() - 20);
  EXPECT_LT(text.size(), 1'200'000U);
}

TEST_F(Files, OfALineThatIsNotOverNothingIsInTheFile) {
  secrets_.add("its-secret");
  auto child = ChildProcess::start("echo begun; printf 'its-'; sleep 1000", folder_, {},
                                   folder_ / "output", secrets_);
  ASSERT_TRUE(child);
  while (read_file(folder_ / "output", 100).value_or("").empty()) {
    child->settle_output();
  }
  EXPECT_EQ(*read_file(folder_ / "output", 100), "begun\n");
}

TEST_F(Files, AChildEndsWithUsAlsoWhereWeAreKilled) {
  const pid_t we = ::fork();
  if (we == 0) {
    const auto child = ChildProcess::start("sleep 1000 & echo $! $$ > pids; wait", folder_, {},
                                           folder_ / "output", secrets_);
    ::pause();
  }
  std::string pids;
  while (!pids.ends_with('\n')) {
    std::this_thread::sleep_for(1ms);
    pids = read_file(folder_ / "pids", 100).value_or("");
  }
  ::kill(we, SIGKILL);
  ::waitpid(we, nullptr, 0);
  const auto is_there = [](const std::string& pid) {
    const auto stat = read_file("/proc/" + pid + "/stat", 1000);
    return stat && stat->find(") Z ") == std::string::npos;
  };
  const std::string sleeper = pids.substr(0, pids.find(' '));
  const std::string shell = pids.substr(sleeper.size() + 1, pids.size() - sleeper.size() - 2);
  while (is_there(sleeper) || is_there(shell)) {  // for ever, if nobody ends them
    std::this_thread::sleep_for(1ms);
  }
}

TEST_F(Files, AServiceUnderAShellHasTimeToCleanUp) {
  auto child = ChildProcess::start(
      "(trap 'sleep 0.2; echo cleaned; exit' TERM; echo up; while :; do sleep 0.01; done); echo",
      folder_, {}, folder_ / "output", secrets_);
  ASSERT_TRUE(child);
  while (read_file(folder_ / "output", 100).value_or("").empty()) {
    std::this_thread::sleep_for(1ms);
  }
  child->stop();
  EXPECT_NE(read_file(folder_ / "output", 100)->find("cleaned"), std::string::npos);
}

}  // namespace
}  // namespace loadgate
