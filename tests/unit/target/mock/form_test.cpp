// SPDX-License-Identifier: Apache-2.0
#include "target/mock/form.h"

#include <gmock/gmock.h>

namespace loadgate::mock {
namespace {

using testing::ElementsAre;
using testing::Pair;

const std::string type = "multipart/form-data; boundary=\"b;1\"";

TEST(ParseForm, DecodesNamesAndValues) {
  EXPECT_THAT(parse_form("a=1&b=x+y%20z&&c&%61=%3D").value(),
              ElementsAre(Pair("a", "1"), Pair("b", "x y z"), Pair("c", ""), Pair("a", "=")));
  EXPECT_THAT(parse_form("").value(), ElementsAre());
}

TEST(ParseForm, HasABoundForTheNumberOfFields) {
  std::string text = "n=1";
  for (std::size_t i = 1; i < most_fields; ++i) {
    text += "&n=1";
  }
  EXPECT_EQ(parse_form(text).value().size(), most_fields);
  EXPECT_EQ(parse_form(text + "&n=1"), std::nullopt);
}

TEST(FormDecode, LeavesWhatIsNoEscape) {
  EXPECT_EQ(form_decode("100%"), "100%");
  EXPECT_EQ(form_decode("%4"), "%4");
  EXPECT_EQ(form_decode("%zz%4g%2B"), "%zz%4g+");
}

TEST(FieldParameter, UnquotesAndFindsWhateverTheCase) {
  EXPECT_EQ(field_parameter("text/html; Charset=utf-8; x=y", "charset"), "utf-8");
  EXPECT_EQ(field_parameter(R"(form-data; name="a\"b; c=d"; filename=f)", "name"), "a\"b; c=d");
  EXPECT_EQ(field_parameter(R"(form-data; name="a; filename=x"; filename=f)", "filename"), "f");
  EXPECT_EQ(field_parameter("text/html", "charset"), std::nullopt);
  EXPECT_EQ(field_parameter("text/html; charset", "charset"), std::nullopt);
}

TEST(MediaType, IsWhatStandsBeforeTheParameters) {
  EXPECT_EQ(media_type(" text/html ; charset=utf-8"), "text/html");
}

TEST(ParseMultipart, GivesEachPart) {
  const auto parts = parse_multipart(type,
                                     "--b;1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
                                     "one\r\ntwo\r\n--b;1\r\ncontent-type: text/csv\r\n"
                                     "content-disposition: form-data; name=f; filename=\"x y.csv\""
                                     "\r\n\r\n\r\n--b;1--\r\n");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ(parts->at(0).name, "a");
  EXPECT_EQ(parts->at(0).filename, std::nullopt);
  EXPECT_EQ(parts->at(0).body, "one\r\ntwo");
  EXPECT_EQ(parts->at(1).name, "f");
  EXPECT_EQ(parts->at(1).filename, "x y.csv");
  EXPECT_EQ(parts->at(1).content_type, "text/csv");
  EXPECT_EQ(parts->at(1).body, "");
}

TEST(ParseMultipart, RefusesEveryCutBody) {
  const std::string whole = "--b;1\r\nContent-Disposition: form-data; name=a\r\n\r\none\r\n--b;1--";
  EXPECT_TRUE(parse_multipart(type, whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_multipart(type, whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(parse_multipart("multipart/form-data", whole));
  EXPECT_FALSE(parse_multipart("multipart/form-data; boundary=other", whole));
  EXPECT_FALSE(parse_multipart(type, "--b;1\r\n\r\nno name\r\n--b;1--"));
}

}  // namespace
}  // namespace loadgate::mock
