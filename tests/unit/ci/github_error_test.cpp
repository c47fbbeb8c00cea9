// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ci/ci.h"

namespace loadgate {
namespace {

std::string annotation(const std::string& message, const std::string& hint = "") {
  return github_error_annotation(
      Error{.kind = ErrorKind::invalid_input, .message = message, .hint = hint}, "spec.yaml");
}

TEST(github_error_annotation, stands_at_the_first_mistake_of_the_spec) {
  EXPECT_EQ(annotation("./perf/a.yaml:3:37: unknown key 'urk' in 'target'\n"
                       "target: {urk: 3}\n         ^\nhint: did you mean 'url'?\n"
                       "./perf/a.yaml:4:7: the phase does not say how long it takes"),
            "::error file=perf/a.yaml,line=3,col=37,title=loadgate::unknown key 'urk' in "
            "'target'\n");
  EXPECT_EQ(annotation("2 mistakes\na:b.yaml:3:7: unknown key"),
            "::error file=a%3Ab.yaml,line=3,col=7,title=loadgate::unknown key\n");
}

TEST(github_error_annotation, without_a_place_stands_at_the_spec_and_keeps_its_hint) {
  EXPECT_EQ(annotation("the base is not in the clone\nmore", "add fetch-depth: 0"),
            "::error file=spec.yaml,title=loadgate::the base is not in the clone; add "
            "fetch-depth: 0\n");
  EXPECT_EQ(annotation("http://127.0.0.1:80: refused"),
            "::error file=spec.yaml,title=loadgate::http://127.0.0.1:80: refused\n");
  EXPECT_EQ(annotation("x:99999999999:1: y"),
            "::error file=spec.yaml,title=loadgate::x:99999999999:1: y\n");
}

TEST(github_error_annotation, is_one_short_line_whatever_the_file_holds) {
  EXPECT_EQ(annotation("a.yaml:1:2: ::set-output name=x::y\r##[error]100%"),
            "::error file=a.yaml,line=1,col=2,title=loadgate:::"
            " :set-output name=x::y ## [error]100%25\n");
  EXPECT_LE(annotation("a.yaml:1:2: " + std::string(5000, 'x')).size(), 1100U);
}

}  // namespace
}  // namespace loadgate
