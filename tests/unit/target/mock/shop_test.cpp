// SPDX-License-Identifier: Apache-2.0
#include "target/mock/shop.h"

#include <gmock/gmock.h>

namespace loadgate::mock {
namespace {

const MockLogin login{.user = "ann", .password = "s3cret", .token = "t0ken"};

TEST(Shop, GivesATokenToWhoKnowsThePassword) {
  const Answer answer = Shop::log_in(login, R"({"user": "ann", "password": "s3cret"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"access_token":"t0ken","token_type":"bearer"})");
}

TEST(Shop, GivesNoTokenToAnyoneElse) {
  EXPECT_EQ(Shop::log_in(login, R"({"user": "ann", "password": "guess"})").status, 401);
  EXPECT_EQ(Shop::log_in(login, R"({"user": "bob", "password": "s3cret"})").status, 401);
  EXPECT_EQ(Shop::log_in(login, R"({"user": ["ann"]})").status, 401);
  EXPECT_EQ(Shop::log_in(login, "{}").status, 401);
  EXPECT_EQ(Shop::log_in(login, "[1]").status, 400);
  EXPECT_EQ(Shop::log_in(login, "no JSON").status, 400);
}

TEST(Shop, KeepsTheOrdersThatItMakes) {
  Shop shop;
  EXPECT_EQ(shop.add_to_cart(R"({"productId": 7, "quantity": 2})").status, 201);
  const Answer second = shop.add_to_cart(R"({"productId": "p8"})");
  EXPECT_EQ(second.body, R"({"order":"2","status":"done","productId":"p8","quantity":1})");
  EXPECT_EQ(shop.show_order("2").body, second.body);
  EXPECT_EQ(shop.show_order("1").body,
            R"({"order":"1","status":"done","productId":7,"quantity":2})");
}

TEST(Shop, HasNoOtherOrders) {
  Shop shop;
  EXPECT_EQ(shop.add_to_cart("{}").status, 400);
  EXPECT_EQ(shop.add_to_cart("\xff").status, 400);
  shop.add_to_cart(R"({"productId": 7})");
  for (const char* order : {"0", "2", "x", "", "-1", "99999999999999999999"}) {
    EXPECT_EQ(shop.show_order(order).status, 404) << order;
  }
}

TEST(Shop, ForgetsTheOldestOrdersOnly) {
  Shop shop;
  for (int i = 0; i < 100'001; ++i) {
    shop.add_to_cart(R"({"productId": 7})");
  }
  EXPECT_EQ(shop.show_order("1").status, 404);
  EXPECT_EQ(shop.show_order("2").status, 200);
  EXPECT_EQ(shop.show_order("100001").status, 200);
}

TEST(Shop, BeginsAnewAfterAReset) {
  Shop shop;
  shop.add_to_cart(R"({"productId": 7})");
  shop.reset();
  EXPECT_EQ(shop.show_order("1").status, 404);
  EXPECT_THAT(shop.add_to_cart(R"({"productId": 7})").body, testing::HasSubstr("\"order\":\"1\""));
}

}  // namespace
}  // namespace loadgate::mock
