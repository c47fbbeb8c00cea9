// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/secrets.h"
#include "base/spelling.h"
#include "base/text_table.h"

namespace loadgate {
namespace {

TEST(Digest, IsSha256) {  // FIPS 180-4's own example
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Encoding, Base64ComesBackAndDamageIsRefused) {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    EXPECT_EQ(*base64_decode(base64_encode(text)), text);
  }
  EXPECT_EQ(base64_encode("fooba"), "Zm9vYmE=");  // RFC 4648 section 10
  for (const auto* text : {"Zm9", "Zm9v!mE=", " Zm9vYmE", "====", "Zm=v"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
}

TEST(Encoding, ABombIsNotInflated) {
  const std::string bomb = deflate(std::string(10'000'000, 'x'));
  EXPECT_EQ(inflate(bomb, 1'000'000).error().message, "compressed data grow beyond 1000000 bytes");
  EXPECT_EQ(inflate(bomb.substr(0, bomb.size() / 2), 20'000'000).error().message,
            "damaged or truncated compressed data");
  EXPECT_EQ(inflate(bomb, 20'000'000)->size(), 10'000'000U);
}

TEST(Encoding, IllFormedTextIsFoundAndReplaced) {
  EXPECT_TRUE(is_utf8("grün €🙂"));
  for (const auto* text : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_FALSE(is_utf8(text));
    EXPECT_TRUE(is_utf8(to_utf8(text)));
  }
}

TEST(Encoding, PrintableTextHasNoControlCharacters) {
  EXPECT_EQ(printable("a\x1b[31mb\nc\xE2\x80\xAE", 100), "a [31mb c ");
  EXPECT_EQ(printable("grün", 3), "gr…");
}

TEST(Secrets, AreMaskedInEveryForm) {
  Secrets secrets;
  secrets.add("p\"ss wörd/+1");
  secrets.add("abc");  // too short to be taken out of text
  EXPECT_EQ(secrets.mask("raw p\"ss wörd/+1."), "raw ***.");
  EXPECT_EQ(secrets.mask("json p\\\"ss wörd/+1."), "json ***.");
  EXPECT_EQ(secrets.mask("url p%22ss%20w%C3%B6rd%2F%2B1 or p%22ss%20w%c3%b6rd%2f%2b1"),
            "url *** or ***");
  EXPECT_EQ(secrets.mask(R"(ascii p\"ss w\u00f6rd/+1 php p\"ss w\u00f6rd\/+1)"),
            "ascii *** php ***");
  for (const std::string before : {"", "u", "us", "use"}) {
    const std::string masked = secrets.mask(base64_encode(before + "p\"ss wörd/+1" + ":end"));
    EXPECT_NE(masked.find("***"), std::string::npos) << before;
  }
  EXPECT_EQ(secrets.mask("abc"), "abc");
}

TEST(Secrets, EncodersMayChooseDifferently) {
  Secrets secrets;
  secrets.add("abc/def+ghi==x&y<z 1\"2");
  for (const char* form :
       {"abc/def%2Bghi%3D%3Dx%26y%3Cz+1%222", "abc/def+ghi==x\\u0026y\\u003cz 1\\\"2",
        "abc\\/def\\u002Bghi==x&y<z 1\\u00222", "abc/def+ghi==x&y<z 1\\\\\\\"2",
        "abc/def+ghi==x&amp;y&lt;z 1&#34;2", "abc%2fdef%2bghi%3d%3dx%26y%3cz%201%222"}) {
    EXPECT_EQ(secrets.mask(std::string("<") + form + ">"), "<***>") << form;
  }
  EXPECT_EQ(secrets.mask("abc/def+ghi==x&y<z 1"), "abc/def+ghi==x&y<z 1");
}

TEST(Secrets, LinesOfAKeyAreSecretsToo) {
  Secrets secrets;
  secrets.add("-----BEGIN\nMIIEvQIBADANBg\nshort\n");
  EXPECT_EQ(secrets.mask("log: MIIEvQIBADANBg short"), "log: *** short");
}

TEST(Secrets, TheLongestGoesFirst) {
  Secrets secrets;
  secrets.add("token");
  secrets.add("token-two");
  EXPECT_EQ(secrets.mask("token-two token"), "*** ***");
}

TEST(Secrets, ThousandsWithTheSameBeginningAreToldApart) {
  Secrets secrets;
  for (int i = 0; i < 5000; ++i) {
    secrets.add("key-" + std::to_string(100'000 + 7 * i) + "/é");
  }
  EXPECT_EQ(secrets.mask("key-100000/é key-100001/é key-134993/é."), "*** key-100001/é ***.");
  EXPECT_EQ(secrets.mask("key%2D100007%2F%c3%A9 key-100014\\/\\u00e9"), "*** ***");
  const std::string inside = base64_encode("user:key-134993/é");
  EXPECT_NE(secrets.mask(inside).find("***"), std::string::npos);
  EXPECT_EQ(secrets.values().size(), 5000U);
  secrets.add("key-100000/é");
  EXPECT_EQ(secrets.values().size(), 5000U) << "each is known once";
}

TEST(Secrets, BytesThatAreNoTextAreMaskedBesideText) {
  Secrets secrets;
  secrets.add("abc\xE2\x82");
  secrets.add("abc\xE2\x82\xAC");
  secrets.add("abc\xE2\x82\xACyz");
  EXPECT_EQ(secrets.mask("abc\xE2\x82."), "***.");
  EXPECT_EQ(secrets.mask("abc%E2%82."), "***.");
  EXPECT_EQ(secrets.mask("abc\\u20AC."), "***.");
  EXPECT_EQ(secrets.mask("abc\\u20ACyz abc\xE2\x82\xACyz."), "*** ***.");
}

TEST(Spelling, SuggestsTheClosestOrListsThem) {
  constexpr std::array<std::string_view, 3> keys{"rate", "for", "users"};
  EXPECT_EQ(spelling_hint("ratee", keys), "did you mean 'rate'?");
  EXPECT_EQ(spelling_hint("Uesrs", keys), "did you mean 'users'?");
  EXPECT_EQ(spelling_hint("duration", keys), "expected one of: rate, for, users");
}

TEST(TextTable, AlignsByCharactersNotBytes) {
  const TextTable table{{Align::left, Align::right}, {{"✓ grün", "1"}, {"x", "1,000"}, {"y"}}};
  EXPECT_EQ(layout(table, "  "), "  ✓ grün      1\n  x       1,000\n  y\n");
}

}  // namespace
}  // namespace loadgate
