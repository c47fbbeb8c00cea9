// SPDX-License-Identifier: Apache-2.0
#include "base/units.h"

#include <gtest/gtest.h>

namespace loadgate {
namespace {

using namespace std::chrono_literals;

TEST(Units, DurationsAreReadExactly) {
  EXPECT_EQ(*parse_duration("250ms"), 250ms);
  EXPECT_EQ(*parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(*parse_duration("2m"), 120s);
  EXPECT_EQ(*parse_duration("0.000000001s"), 1ns);
  EXPECT_EQ(*parse_duration("60d"), 1440h);
}

TEST(Units, AWrongUnitSaysWhatWasExpected) {
  EXPECT_EQ(parse_duration("10").error().message,
            "expected a duration such as 250ms, 1.5s or 2m, got '10'");
  EXPECT_EQ(parse_rate("50").error().message, "expected a rate such as 50/s or 3000/min, got '50'");
  EXPECT_EQ(parse_percent("10").error().message, "expected a percentage such as 10%, got '10'");
  EXPECT_EQ(parse_duration("10").error().hint,
            "write a number and one of ns, us, µs, ms, s, m, h, d");
  EXPECT_EQ(parse_rate("-1/s").error().hint, "write a number and one of /s, /min, /h");
  EXPECT_EQ(parse_percent("10").error().hint, "write a number and its unit, %");
  EXPECT_EQ(parse_size("64kb").error().hint, "write a number alone or with one of k, M, G");
  for (const auto* text :
       {"", "-", ".", "s", "1e3s", "1..5s", "--1s", "-1s", "99999999999999999d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Units, RatesAndSharesAreExactFractions) {
  EXPECT_EQ(parse_rate("3000/min")->per_second, (Rational{50, 1}));
  EXPECT_EQ(parse_rate("0.5/s")->per_second, (Rational{1, 2}));
  EXPECT_EQ(*parse_percent("10%"), (Rational{1, 10}));
  EXPECT_EQ(*parse_percentage_points("0.5pp"), (Rational{1, 200}));
  EXPECT_EQ(*parse_count("1.5M"), 1'500'000);
  EXPECT_EQ(*parse_size("64k"), 65'536);
  EXPECT_FALSE(parse_count("1.5"));
}

TEST(Units, WhatIsWrittenIsReadBack) {
  for (const auto* text : {"1ns", "15us", "250ms", "30s"}) {
    EXPECT_EQ(write_duration(*parse_duration(text)), text);
  }
  for (const auto* text : {"50/s", "20/min", "1/h"}) {
    EXPECT_EQ(write_rate(*parse_rate(text)), text);
  }
  EXPECT_EQ(write_timestamp(Timestamp{1'795'253'400'000'000'000}), "2026-11-21T09:30:00Z");
}

TEST(Units, PeopleReadThreeSignificantDigits) {
  EXPECT_EQ(format_duration(212e6), "212 ms");
  EXPECT_EQ(format_duration(2.1e9), "2.10 s");
  EXPECT_EQ(format_duration(41'000), "41.0 µs");
  EXPECT_EQ(format_duration(999.9e6), "1.00 s");
  EXPECT_EQ(format_duration(0), "0 ms");
  EXPECT_EQ(format_change(0.179482), "+17.9 %");
  EXPECT_EQ(format_change(-0.04), "−4 %");
  EXPECT_EQ(format_change(0.0), "±0 %");
  EXPECT_EQ(format_points(0.005), "+0.5 pp");
  EXPECT_EQ(format_percent(0.0213), "2.13 %");
  EXPECT_EQ(format_count(1'234'567), "1,234,567");
  EXPECT_EQ(format_number(181), "181");
  EXPECT_EQ(format_number(0.0213), "0.0213");
  EXPECT_EQ(format_rate(50), "50.0/s");
  EXPECT_EQ(format_size(65'536), "64 KiB");
}

}  // namespace
}  // namespace loadgate
