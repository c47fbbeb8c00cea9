// SPDX-License-Identifier: Apache-2.0
#include "run/row_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace loadgate {
namespace {

/// Numbers of every size, some moments that never came to be.
template <typename Row>
std::vector<Row> random_rows(std::span<const Column<Row>> columns, std::size_t count) {
  std::mt19937_64 random(3);
  std::vector<Row> rows(count);
  for (Row& row : rows) {
    for (const Column<Row>& column : columns) {
      const std::uint64_t spread = random() >> (1 + random() % 63);
      const auto offset = static_cast<std::int64_t>(
          spread % (static_cast<std::uint64_t>(column.high - column.low) + 1));
      column.set(row, column.low + offset);
    }
  }
  return rows;
}

TEST(RowLog, GivesBackWhatItWasGiven) {
  const std::vector<Sample> samples = random_rows(sample_columns(), 20'000);
  RowLog<Sample> log(sample_columns());
  for (std::size_t round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
      log.add(samples[i], i * i);
    }
    ASSERT_EQ(log.size(), samples.size());
    std::size_t next = 0;
    log.drain([&](const Sample& sample, std::uint64_t note) {
      ASSERT_EQ(sample, samples[next]) << next;
      ASSERT_EQ(note, next * next);
      ++next;
    });
    EXPECT_EQ(next, samples.size());
    EXPECT_EQ(log.size(), 0U);
  }
}

TEST(RowLog, KeepsFlowsAsWell) {
  const std::vector<Flow> flows = random_rows(flow_columns(), 1000);
  RowLog<Flow> log(flow_columns());
  std::ranges::for_each(flows, [&log](const Flow& flow) { log.add(flow); });
  std::vector<Flow> again;
  log.drain([&again](const Flow& flow, std::uint64_t) { again.push_back(flow); });
  EXPECT_EQ(again, flows);
}

}  // namespace
}  // namespace loadgate
