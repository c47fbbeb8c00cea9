// SPDX-License-Identifier: Apache-2.0
#include "plan/jsonl.h"

#include <gmock/gmock.h>

namespace loadgate {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

std::string jsonl_error(std::string_view text) {
  const auto records = parse_jsonl(text, "p.jsonl");
  return records ? "no error" : records.error().message;
}

TEST(Jsonl, KeepsTheJsonTextOfEachMember) {
  const auto records = parse_jsonl(
                           "{\"id\": 7, \"name\": \"a\\\"b\", \"tags\": [1, null]}\r\n\n"
                           "{\"name\":\"ü\",\"id\":1.5,\"tags\":{}}",
                           "p.jsonl")
                           .value();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_THAT(records[0].members,
              ElementsAre(Pair("id", "7"), Pair("name", "\"a\\\"b\""), Pair("tags", "[1,null]")));
  EXPECT_THAT(records[1].members,
              ElementsAre(Pair("name", "\"ü\""), Pair("id", "1.5"), Pair("tags", "{}")));
  EXPECT_EQ(records[1].line, 3U);
}

TEST(Jsonl, TellsTheLineThatIsNoObject) {
  EXPECT_EQ(jsonl_error("{\"a\":1}\n{\"a\":}\n"), "p.jsonl:2: not JSON");
  EXPECT_EQ(jsonl_error("{\"a\":1}\n{\"a\":1} {\n"), "p.jsonl:2: not JSON");
  EXPECT_EQ(jsonl_error("[1]\n"), "p.jsonl:1: a JSON array, expected an object");
  EXPECT_EQ(jsonl_error("{\"a\":1,\"b\":{\"a\":2,\"a\":3},\"a\":4}\n"),
            "p.jsonl:1: the object has 'a' twice");
}

TEST(Jsonl, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_EQ(jsonl_error(nested(60)), "no error");
  EXPECT_EQ(jsonl_error(nested(100'000)), "p.jsonl:1: the object nested deeper than 64 levels");
}

TEST(Jsonl, ShowsAStringWithoutItsQuotes) {
  EXPECT_EQ(plain_text("\"a\\nb\""), "a\nb");
  EXPECT_EQ(plain_text("{\"a\":1}"), "{\"a\":1}");
  EXPECT_EQ(plain_text("\"broken"), "\"broken");
  EXPECT_EQ(plain_text(""), "");
}

TEST(Jsonl, KnowsNumbersAsJsonWritesThem) {
  for (const char* number : {"0", "-1", "12.50", "1e9", "1E-3"}) {
    EXPECT_TRUE(is_json_number(number)) << number;
  }
  for (const char* other :
       {"", "-", "01", "1.", ".5", "+1", " 1", "1 ", "0x1", "true", "\"1\"", "1,2", "NaN"}) {
    EXPECT_FALSE(is_json_number(other)) << other;
  }
}

}  // namespace
}  // namespace loadgate
