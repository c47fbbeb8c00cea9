// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/secrets.h"

namespace loadgate {
namespace {

std::string lines_of(int count) {
  std::string text;
  for (int line = 0; line < count; ++line) {
    text += "line-of-it-" + std::to_string(1000 + line) + "\n";
  }
  return text;
}

TEST(SecretPlaces, AValueMayBeAsLongAsAnAnswer) {
  std::string value;
  for (int i = 0; value.size() < 100'000; ++i) {
    value += std::to_string(i);
  }
  Secrets secrets;
  secrets.add_captured(value);
  EXPECT_EQ(secrets.mask("said " + value + "."), "said ***.");
  EXPECT_EQ(secrets.mask("said " + json_escape(value.substr(1))), "said " + value.substr(1));
}

TEST(SecretPlaces, WaysToReadBackslashesDoNotMultiply) {
  Secrets secrets;
  secrets.add(std::string(60, '\\'));
  secrets.add("C:\\dir\\\"x\"");
  EXPECT_EQ(secrets.mask(std::string(4000, '\\')), "***");
  EXPECT_EQ(secrets.mask(std::string(59, '\\')), std::string(59, '\\'));
  EXPECT_EQ(
      secrets.mask(R"(C:\dir\"x" C:\\dir\\\"x\" C:\\\\dir\\\\\\\"x\\\" C:%5Cdir\\%22x&quot;.)"),
      "*** *** *** ***.");
}

TEST(SecretPlaces, ThatLieOverEachOtherAreMaskedTogether) {
  Secrets secrets;
  secrets.add("ab-ab");
  secrets.add("b-abcd");
  EXPECT_EQ(secrets.mask("ab-ab-ab."), "***.");
  EXPECT_EQ(secrets.mask("ab-abcd ab-abab-ab"), "*** ******");
}

TEST(SecretPlaces, ATextThatIsMadeToCostTooMuchIsSecretAsAWhole) {
  Secrets secrets;
  secrets.add_captured(std::string(2000, 'a'));
  EXPECT_EQ(secrets.mask("before " + std::string(1500, 'a')), "***");
  EXPECT_EQ(secrets.mask("before " + std::string(80, 'a')), "before " + std::string(80, 'a'));
}

TEST(SecretPlaces, OfTextThatWasCutTheBeginningOfASecretGoes) {
  Secrets secrets;
  secrets.add("p\"ss wörd/+1");
  for (const char* end : {"p", "p\"ss w", "p%22ss%20w%C", "p\\\"ss w\\u00", "p&quot;ss w&#2",
                          "p\\\"ss w\xC3", "p\\\\\\"}) {
    EXPECT_EQ(secrets.mask(std::string("it said ") + end, TextEnd::cut), "it said ") << end;
  }
  const std::string encoded = base64_encode("p\"ss wörd/+1");
  EXPECT_EQ(secrets.mask("it said " + encoded.substr(0, 9), TextEnd::cut), "it said ");
  EXPECT_EQ(secrets.mask("it said p\"ss wörd/+1", TextEnd::cut), "it said ***");
  EXPECT_EQ(secrets.mask("it said p\"ss, not", TextEnd::cut), "it said p\"ss, not");
}

TEST(SecretPlaces, NothingBehindTheBeginningOfACutSecretIsKept) {
  Secrets secrets;
  secrets.add("long-begin inner-secret and more of it");
  secrets.add("inner-secret");
  EXPECT_EQ(secrets.mask("x long-begin inner-secret and", TextEnd::cut), "x ");
  EXPECT_EQ(secrets.mask("x long-begin inner-secret and"), "x long-begin *** and");
}

TEST(SecretPlaces, WhatIsShownIsMaskedBeforeItIsCut) {
  Secrets secrets;
  secrets.add("long-secret-with-bytes-\xE2\x82-inside");
  const std::string text = std::string(500, 'x') + "long-secret-with-bytes-\xE2\x82-inside";
  EXPECT_EQ(secrets.shown(text, 512), std::string(500, 'x') + "***");
  EXPECT_EQ(secrets.shown(text + "\n", 502), std::string(500, 'x') + "**…");
}

TEST(SecretPlaces, LinesOfALongDocumentOfAServerAreNoSecretsOfTheirOwn) {
  Secrets secrets;
  const std::string document = lines_of(1'000);
  secrets.add_captured(document);
  EXPECT_EQ(secrets.values().size(), 1U);
  EXPECT_EQ(secrets.mask("<" + document + ">"), "<***>");
  EXPECT_EQ(secrets.mask(json_escape(document)), "***");
  EXPECT_EQ(secrets.mask("line-of-it-1017"), "line-of-it-1017");
  secrets.add_captured(lines_of(128));
  EXPECT_EQ(secrets.mask("line-of-it-1017 line-of-it-1128"), "*** line-of-it-1128");
  secrets.add(lines_of(200));
  EXPECT_EQ(secrets.mask("line-of-it-1128"), "***") << "of our own all";
}

}  // namespace
}  // namespace loadgate
