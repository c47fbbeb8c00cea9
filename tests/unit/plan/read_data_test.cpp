// SPDX-License-Identifier: Apache-2.0
#include "plan/read_data.h"

#include <gmock/gmock.h>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::ElementsAre;
using ::testing::StartsWith;
using Row = std::vector<std::string>;

Result<DataTable> parse(DataFormat format, std::string_view bytes) {
  std::vector<std::string> classes;
  return parse_data(source("rows", format, "unused"), bytes, "data/rows", classes);
}

std::string data_error(DataFormat format, std::string_view bytes) {
  const auto table = parse(format, bytes);
  return table ? "no error" : table.error().message;
}

TEST(Data, TheFirstLineOfACsvNamesItsColumns) {
  const DataTable table =
      parse(DataFormat::csv, "\xEF\xBB\xBFid,name\r\n1,ann\r\n2,bo\r\n").value();
  EXPECT_EQ(table.name, "rows");
  EXPECT_FALSE(table.is_json);
  EXPECT_THAT(table.columns, ElementsAre("id", "name"));
  EXPECT_THAT(table.rows, ElementsAre(Row{"1", "ann"}, Row{"2", "bo"}));
  EXPECT_EQ(table.digest.size(), 64U);
}

TEST(Data, TheFirstObjectOfAJsonlNamesItsColumns) {
  const DataTable table =
      parse(DataFormat::jsonl, "{\"id\":1,\"name\":\"ann\"}\n{\"name\":null,\"id\":2}\n").value();
  EXPECT_TRUE(table.is_json);
  EXPECT_THAT(table.columns, ElementsAre("id", "name"));
  EXPECT_THAT(table.rows, ElementsAre(Row{"1", "\"ann\""}, Row{"2", "null"}));
}

TEST(Data, TellsTheLineThatDoesNotFit) {
  EXPECT_EQ(data_error(DataFormat::csv, "id,name\n1,ann\n2\n"),
            "data/rows:3: 1 cell, expected 2 as in the first line");
  EXPECT_EQ(data_error(DataFormat::csv, "id,name\n1,ann,x\n"),
            "data/rows:2: 3 cells, expected 2 as in the first line");
  EXPECT_EQ(data_error(DataFormat::csv, "id,id\n1,2\n"),
            "data/rows:1: two columns are called 'id'");
  EXPECT_EQ(data_error(DataFormat::csv, "id,\n1,2\n"), "data/rows:1: column 2 has no name");
  EXPECT_EQ(data_error(DataFormat::jsonl, "{\"id\":1}\n{\"name\":2}\n"),
            "data/rows:2: the object has no 'id'");
  EXPECT_EQ(data_error(DataFormat::jsonl, "{\"id\":1}\n{\"id\":2,\"name\":2}\n"),
            "data/rows:2: the object has 'name', which the first one has not");
}

TEST(Data, TellsWhenThereIsNothingToPick) {
  EXPECT_EQ(data_error(DataFormat::csv, ""), "data/rows: the file is empty");
  EXPECT_EQ(data_error(DataFormat::csv, "\n\n"), "data/rows: the file is empty");
  EXPECT_EQ(data_error(DataFormat::csv, "id,name\n"),
            "data/rows: no row follows the names of the columns");
  EXPECT_EQ(data_error(DataFormat::jsonl, "\xEF\xBB\xBF"), "data/rows: the file is empty");
}

TEST(Data, TellsTheLineThatIsNoUtf8) {
  EXPECT_EQ(data_error(DataFormat::csv, "id\nä\n\xE4\nx\n"), "data/rows:3: not UTF-8");
  EXPECT_EQ(data_error(DataFormat::jsonl, "{\"id\":\"\xFF\"}"), "data/rows:1: not UTF-8");
}

Result<DataTable> parse_weighted(DataFormat format, std::string_view bytes) {
  DataSource weighted = source("rows", format, "unused");
  weighted.weight_column = "weight";
  std::vector<std::string> classes;
  return parse_data(weighted, bytes, "data/rows", classes);
}

std::string weight_error_of(DataFormat format, std::string_view bytes) {
  const auto table = parse_weighted(format, bytes);
  return table ? "no error" : table.error().message;
}

TEST(Weights, AreSummedUpAlongTheRows) {
  EXPECT_THAT(
      parse_weighted(DataFormat::csv, "id,weight\n1,3\n2,0\n3,1000000000\n")->cumulative_weights,
      ElementsAre(3, 3, 1'000'000'003));
  EXPECT_THAT(
      parse_weighted(DataFormat::jsonl, "{\"weight\":1}\n{\"weight\":2}\n")->cumulative_weights,
      ElementsAre(1, 3));
  EXPECT_TRUE(parse(DataFormat::csv, "id,weight\n1,3\n")->cumulative_weights.empty());
}

TEST(Weights, TellTheLineOfABadOne) {
  const std::string after = " is no whole number from 0 to 1,000,000,000";
  for (const std::string bad :
       {"", "x", "-1", "+1", " 1", "1.5", "1e3", "1000000001", "99999999999999999999", "0x1"}) {
    EXPECT_EQ(weight_error_of(DataFormat::csv, "id,weight\n1,3\n\n\"a\nb\",2\n4," + bad + "\n"),
              "data/rows:6: the weight '" + bad + "'" + after);
  }
  for (const std::string bad : {"1.0", "true", "null", "\"3\""}) {
    EXPECT_EQ(weight_error_of(DataFormat::jsonl, "{\"weight\":3}\n\n{\"weight\":" + bad + "}\n"),
              "data/rows:3: the weight '" + bad + "'" + after);
  }
}

TEST(Weights, NeedAColumnAndARowThatCanBeDrawn) {
  const auto misspelt = parse_weighted(DataFormat::csv, "id,wieght\n1,3\n");
  EXPECT_EQ(misspelt.error().message, "data/rows: the file has no column 'weight'");
  EXPECT_EQ(misspelt.error().hint, "did you mean 'wieght'?");
  EXPECT_EQ(weight_error_of(DataFormat::csv, "id,weight\n1,0\n2,0\n"),
            "data/rows: all weights in column 'weight' are 0");
}

class Classes : public ::testing::Test {
 protected:
  Result<DataTable> parse(DataFormat format, std::string_view bytes) {
    DataSource classified = source("rows", format, "unused");
    classified.class_column = "kind";
    return parse_data(classified, bytes, "data/rows", names);
  }
  std::string error_of(std::string_view bytes) {
    const auto table = parse(DataFormat::csv, bytes);
    return table ? "no error" : table.error().message;
  }
  std::vector<std::string> names;
};

TEST_F(Classes, AreNumberedAsTheyComeAndSharedByAllSources) {
  EXPECT_THAT(parse(DataFormat::csv, "id,kind\n1,short\n2,long\n3,short\n")->row_classes,
              ElementsAre(0, 1, 0));
  EXPECT_THAT(parse(DataFormat::jsonl, "{\"kind\":\"long\"}\n{\"kind\":3}\n")->row_classes,
              ElementsAre(1, 2));
  EXPECT_THAT(names, ElementsAre("short", "long", "3"));
}

TEST_F(Classes, TellTheLineOfARowWithoutOne) {
  EXPECT_EQ(error_of("id,kind\n1,short\n2,\n"), "data/rows:3: the row has no class");
  EXPECT_EQ(error_of("id,kind\n1,\"a\nb\"\n"), "data/rows:2: the class 'a b' is no name");
  EXPECT_EQ(error_of("id,kind\n1," + std::string(101, 'x') + "\n"),
            "data/rows:2: the class '" + std::string(80, 'x') + "…' is no name");
  EXPECT_EQ(error_of("id,knd\n1,a\n"), "data/rows: the file has no column 'kind'");
}

TEST_F(Classes, AreAHundredAtMost) {
  std::string rows = "id,kind\n";
  for (int i = 0; i < 100; ++i) {
    rows += "1,class " + std::to_string(i) + "\n";
  }
  EXPECT_EQ(error_of(rows), "no error");
  EXPECT_EQ(error_of("id,kind\n1,class 7\n2,class 100\n"),
            "data/rows:3: more than 100 classes up to here");
}

TEST(Data, IsReadBesideTheSpecAndErrorsNameBothFiles) {
  const Folder folder;
  folder.write("good.csv", "id\n1\n");
  folder.write("bad.csv", "id\n1,2\n");
  Spec spec = small_spec();
  spec.file = folder.path("loadgate.yaml");
  spec.data = {source("good", DataFormat::csv, "good.csv")};
  EXPECT_EQ(plan_of(spec).data.at(0).columns.at(0), "id");
  spec.data.push_back(source("bad", DataFormat::csv, "bad.csv"));
  spec.data.push_back(source("gone", DataFormat::csv, "gone.csv"));
  const std::string place = spec.file + ":5:3: ";
  EXPECT_EQ(testing::error_of(spec),
            place + folder.path("bad.csv") +
                ":2: 2 cells, expected 1 as in the first line\n"
                "  hint: a comma inside a cell needs quotes around the cell\n" +
                place + "cannot read '" + folder.path("gone.csv") + "': No such file or directory");
}

TEST(Data, AFileOverTheLimitIsRefused) {
  const Folder folder;
  Spec spec = small_spec();
  spec.data = {source("big", DataFormat::csv, folder.write("big.csv", ""))};
  std::filesystem::resize_file(spec.data[0].file, (std::uintmax_t{64} << 20) + 1);
  EXPECT_THAT(testing::error_of(spec), StartsWith("loadgate.yaml:5:3: '" + spec.data[0].file +
                                                  "' is larger than 67108864 bytes"));
}

}  // namespace
}  // namespace loadgate
