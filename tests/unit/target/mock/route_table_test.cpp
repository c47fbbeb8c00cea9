// SPDX-License-Identifier: Apache-2.0
#include "target/mock/route_table.h"

#include <gmock/gmock.h>

#include "unit/target/mock/builders.h"

namespace loadgate::mock {
namespace {

using testing::ElementsAre;

class RouteTableTest : public testing::Test {
 protected:
  RouteTable table_{mock_config("routes: {\"GET /items/{id}\": {}, GET /items/new: {}, "
                                "\"POST /users/{user}/orders/{order}\": {}, GET /: {}}")
                        .routes};
};

TEST_F(RouteTableTest, PrefersAnExactPathToAPattern) {
  EXPECT_EQ(table_.find("GET", "/items/new")->route, 1U);
  EXPECT_EQ(table_.find("GET", "/items/old")->route, 0U);
}

TEST_F(RouteTableTest, GivesTheValuesOfThePath) {
  EXPECT_THAT(table_.find("POST", "/users/ann/orders/17")->path_values, ElementsAre("ann", "17"));
}

TEST_F(RouteTableTest, FindsTheRoot) {
  EXPECT_EQ(table_.find("GET", "/")->route, 3U);
}

TEST_F(RouteTableTest, HasNoRouteForAnotherMethodOrLengthOrAnEmptySegment) {
  EXPECT_FALSE(table_.find("POST", "/items/old"));
  EXPECT_FALSE(table_.find("GET", "/items/old/more"));
  EXPECT_FALSE(table_.find("GET", "/items/"));
  EXPECT_FALSE(table_.find("GET", ""));
}

}  // namespace
}  // namespace loadgate::mock
