// SPDX-License-Identifier: Apache-2.0
#include "plan/csv.h"

#include <gmock/gmock.h>

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using Cells = std::vector<std::string>;

std::vector<Cells> cells_of(std::string_view text) {
  std::vector<Cells> rows;
  const std::vector<CsvRecord> records = parse_csv(text, "p.csv").value();
  for (const CsvRecord& record : records) {
    rows.push_back(record.cells);
  }
  return rows;
}

std::string csv_error(std::string_view text) {
  const auto records = parse_csv(text, "p.csv");
  return records ? "no error" : records.error().message;
}

TEST(Csv, SplitsCellsAndLines) {
  EXPECT_THAT(cells_of("a,b\n1,2\n"), ElementsAre(Cells{"a", "b"}, Cells{"1", "2"}));
  EXPECT_THAT(cells_of("a,b\r\n1,\r\n,2"),
              ElementsAre(Cells{"a", "b"}, Cells{"1", ""}, Cells{"", "2"}));
  EXPECT_THAT(cells_of("1,"), ElementsAre(Cells{"1", ""}));
  EXPECT_THAT(cells_of("a \n\n\r\n b\n"), ElementsAre(Cells{"a "}, Cells{" b"}));
  EXPECT_TRUE(cells_of("").empty());
}

TEST(Csv, TakesQuotedCellsAsRfc4180Says) {
  EXPECT_THAT(cells_of("\"a,b\",\"c\"\"d\"\n\"two\r\nlines\",\"\"\n"),
              ElementsAre(Cells{"a,b", "c\"d"}, Cells{"two\r\nlines", ""}));
}

TEST(Csv, KnowsTheLineWhereARecordBegins) {
  const auto records = parse_csv("a\n\"x\ny\"\n\nb\n", "p.csv").value();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1].line, 2U);
  EXPECT_EQ(records[2].line, 5U);
}

TEST(Csv, TellsWhereQuotesAreWrong) {
  EXPECT_EQ(csv_error("a,b\n1,2\"\n"),
            "p.csv:2: a quote inside a cell that does not begin with one");
  EXPECT_EQ(csv_error("a\n\"x\ny\"z\n"), "p.csv:3: text after the closing quote of a cell");
  EXPECT_EQ(csv_error("a\n\"x\ny\n"), "p.csv:2: the quote that opens a cell here is never closed");
}

TEST(Csv, StopsAtTheLimitOfCells) {
  EXPECT_EQ(csv_error(std::string(4'000'000, ',')),
            "p.csv:1: more than 4,000,000 cells up to here");
}

}  // namespace
}  // namespace loadgate
