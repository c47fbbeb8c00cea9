// SPDX-License-Identifier: Apache-2.0
#include "report/footer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/report_builder.h"

namespace loadgate {
namespace {

using ::testing::Contains;

TEST(footer, says_what_loadgate_itself_added_as_far_as_that_is_known) {
  Report report = testing::report(Verdict::pass, {});
  EXPECT_THAT(footer_parts(report), Contains("generator trusted (lag p99 41.0 µs)"));
  report.rx_age_p99 = 94'000;
  report.canary_before = 24'000;
  report.canary_after = 26'000;
  EXPECT_THAT(footer_parts(report),
              Contains("generator trusted (lag p99 41.0 µs, read p99 94.0 µs, echo 24.0 µs)"));
  report.canary_after = 81'000;
  EXPECT_THAT(footer_parts(report), Contains("generator trusted (lag p99 41.0 µs, read p99 94.0 "
                                             "µs, echo 24.0 µs before, 81.0 µs after)"));
}

}  // namespace
}  // namespace loadgate
