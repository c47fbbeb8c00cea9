// SPDX-License-Identifier: Apache-2.0
#include "run/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/golden_file.h"
#include "support/run_builder.h"

namespace loadgate {
namespace {

using testing::a_run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> pieces_of(const loadgate::Run& run) {
  std::vector<std::string> pieces;
  const Result<void> done = write_csv(run, [&pieces](std::string_view piece) -> Result<void> {
    pieces.emplace_back(piece);
    return {};
  });
  EXPECT_TRUE(done);
  return pieces;
}

loadgate::Run two_requests() {
  return a_run()
      .with_latencies("buy/login", "steady", {12.5})
      .with_outcomes("buy/login", "steady", Outcome::dropped, 1, 20)
      .build();
}

TEST(Csv, HasARowForEachRequestAfterTheNames) {
  EXPECT_THAT(
      pieces_of(two_requests()),
      ElementsAre(
          "phase,step,class,sequence,user,outcome,status,started_at,intended_ns,"
          "dispatched_ns,connected_ns,first_byte_ns,first_body_byte_ns,finished_ns,"
          "latency_ns,is_censored,is_error,is_new_connection,connect_ns,tls_ns,rx_age_ns,"
          "wait_ns,attempts,first_outcome,first_finished_ns,connect_own_ns,tls_own_ns,"
          "first_own_ns,earlier_own_ns,wait_own_ns,bytes_in\r\n",
          "steady,buy/login,,0,0,ok,200,2023-11-14T22:13:27.5Z,7500000000,7500000000,"
          "7500000000,7512500000,7512500000,7512500000,12500000,0,0,0,,,,,1,,,0,0,0,0,0,100\r\n",
          "steady,buy/login,,1,0,dropped,0,2023-11-14T22:13:42.5Z,22500000000,,,,,"
          "22520000000,20000000,1,1,0,,,,,1,,,0,0,0,0,0,0\r\n"))
      << "one piece a row: nothing is gathered";
}

TEST(Csv, ShowsWhatOnlySomeRequestsHave) {
  loadgate::Run run = two_requests();
  run.classes = {"gold", "free"};
  Sample& sample = run.samples[0];
  sample.data_class = 1;
  sample.is_new_connection = true;
  sample.connect_time = 1;
  sample.tls_time = 2;
  sample.rx_age = 3;
  sample.wait = 4;
  sample.attempts = 2;
  sample.first_outcome = Outcome::reset;
  sample.first_finished = 5;
  sample.connect_own = 6;
  sample.tls_own = 7;
  sample.first_own = 8;
  sample.earlier_own = 9;
  sample.wait_own = 10;
  EXPECT_THAT(pieces_of(run)[1], HasSubstr("buy/login,free,0,0,ok"));
  EXPECT_THAT(pieces_of(run)[1], HasSubstr(",0,0,1,1,2,3,4,2,reset,5,6,7,8,9,10,100\r\n"));
}

TEST(Csv, QuotesNamesAndDefusesFormulas) {
  const auto phase_cell = [](const std::string& name) {
    loadgate::Run run = two_requests();
    run.phases[0].name = name;
    const std::string row = pieces_of(run)[1];
    return row.substr(0, row.find(",buy/login"));
  };
  EXPECT_EQ(phase_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(phase_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(phase_cell("two\r\nlines"), "\"two\r\nlines\"");
  EXPECT_EQ(phase_cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
  EXPECT_EQ(phase_cell("@sum"), "'@sum");
  EXPECT_EQ(phase_cell("-5"), "'-5");
  EXPECT_EQ(phase_cell("caf\xE9"), "caf\uFFFD");
  EXPECT_EQ(phase_cell("50% = half"), "50% = half");
}

TEST(Csv, OfAMergedRunShowsTheClockOfEachShard) {
  loadgate::Run run = two_requests();
  run.shards = {.count = 2,
                .held = {{.index = 0, .started_at = {0}, .ended_at = {0}, .job = {}},
                         {.index = 1, .started_at = {1'000'000'000}, .ended_at = {0}, .job = {}}}};
  EXPECT_THAT(pieces_of(run)[1], HasSubstr(",1970-01-01T00:00:07.5Z,7500000000,"));
  EXPECT_THAT(pieces_of(run)[2], HasSubstr(",1970-01-01T00:00:23.5Z,22500000000,"));
}

TEST(Csv, EndsWhereItCannotBeWritten) {
  int pieces = 0;
  const Result<void> done = write_csv(two_requests(), [&pieces](std::string_view) -> Result<void> {
    return ++pieces == 2 ? Result<void>(invalid_input("the disk is full")) : Result<void>();
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "the disk is full");
  EXPECT_EQ(pieces, 2);
}

TEST(Csv, IsDescribedColumnByColumn) {
  EXPECT_THAT(testing::file_text(REPOSITORY_DIR "/docs/csv.md"), HasSubstr("\n" + csv_reference()));
}

}  // namespace
}  // namespace loadgate
