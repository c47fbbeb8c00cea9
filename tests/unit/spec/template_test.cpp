// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "unit/spec/dump.h"
#include "unit/spec/parsing.h"

namespace loadgate {
namespace {

using testing::dump;

/// A spec with a data source `rows`, a captured `token`, and this as its second step.
std::string head(const std::string& step) {
  return "version: 1\ntarget: http://a\ndata: {rows: {csv: rows.csv}}\n"
         "load: {rate: 50/s, for: 30s}\n"
         "scenario:\n  - {request: 'GET /${rows.a}', capture: {token: json:/t}}\n  - " +
         step + "\n";
}
Step second_step(const std::string& step) {
  return testing::parse(head(step)).scenarios.at(0).steps.at(1);
}
std::string text_of(const std::string& body) {
  return dump(std::get<TextBody>(second_step("{request: POST /a, body: " + body + "}").body).text);
}
std::string json_of(const std::string& json) {
  return dump(std::get<JsonBody>(second_step("{request: POST /a, json: " + json + "}").body).value);
}

TEST(Template, knows_every_kind_of_reference) {
  EXPECT_EQ(text_of("'${env:A}'"), "<0 .A 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${secret:A}'"), "<1 .A 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${var:A}'"), "<2 .A 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${rows.first name}'"), "<3 rows.first name 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${token}'"), "<4 .token 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${random:-3..3}'"), "<5 . -3..3 else none as 0>");
  EXPECT_EQ(text_of("'${random:S|M|}'"), "<6 . 0..0|S|M| else none as 0>");
  EXPECT_EQ(text_of("'${uuid}'"), "<7 . 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${iteration}'"), "<8 . 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${user}'"), "<9 . 0..0 else none as 0>");
  EXPECT_EQ(text_of("'${now}'"), "<10 . 0..0 else none as 0>");
}

TEST(Template, keeps_text_between_references) {
  EXPECT_EQ(text_of("'a ${token} b ${token}c'"),
            "'a '<4 .token 0..0 else none as 0>' b '<4 .token 0..0 else none as 0>'c'");
}

TEST(Template, leaves_money_and_escaped_references_alone) {
  EXPECT_EQ(text_of("'$2.00 $$ $${token} {x}'"), "'$2.00 $$ ${token} {x}'");
}

TEST(Template, takes_a_default_that_may_be_empty) {
  EXPECT_EQ(text_of("'${env:A:-}'"), "<0 .A 0..0 else  as 0>");
  EXPECT_EQ(text_of("'${env:A:-http://b:80}'"), "<0 .A 0..0 else http://b:80 as 0>");
  EXPECT_EQ(text_of("'${token:-none}'"), "<4 .token 0..0 else none as 0>");
}

TEST(Template, of_the_empty_text_has_no_part) {
  EXPECT_EQ(text_of("''"), "");
}

TEST(Template, types_plain_scalars_as_json_does_and_leaves_quoted_ones_text) {
  EXPECT_EQ(json_of("[1, -1.5e+3, 01, 1., .5, true, True, null, ~, abc, 0x1]"),
            "[1,-1.5e+3,'01','1.','.5',true,'True',null,null,'abc','0x1',]");
  EXPECT_EQ(json_of("['1', \"true\", 'null']"), "['1','true','null',]");
  EXPECT_EQ(json_of("{b: {}, a: [], '': ''}"), "{b:{},a:[],:,}");
}

TEST(Template, may_force_the_type_of_a_whole_value) {
  EXPECT_EQ(json_of("{a: '${string:token}', b: '${number:rows.id}', c: '${string:env:A:-1}'}"),
            "{a:<4 .token 0..0 else none as 1>,b:<3 rows.id 0..0 else none as 2>,"
            "c:<0 .A 0..0 else 1 as 1>,}");
}

Position place_of(const Template& text) {
  return std::get<Reference>(text.parts.back()).where;
}

TEST(Template, reference_knows_its_place) {
  const Step step = second_step("{request: 'GET /a/${token}', headers: {A: \"größe ${uuid}\"}}");
  EXPECT_EQ(place_of(step.path), (Position{.line = 7, .column = 23}));
  EXPECT_EQ(place_of(step.headers.at(0).value), (Position{.line = 7, .column = 54}));
}

TEST(Template, reference_in_folded_text_has_the_place_of_the_text) {
  const Step step = second_step("{request: POST /a, body: 'first\n\n    ${token}'}");
  EXPECT_EQ(place_of(std::get<TextBody>(step.body).text), (Position{.line = 7, .column = 30}));
}

}  // namespace
}  // namespace loadgate
