// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "target/mock/config.h"
#include "target/mock/decide.h"
#include "target/mock/mock.h"

namespace loadgate {

inline MockConfig mock_config(std::string_view yaml) {
  auto config = parse_mock_config(yaml, "mock.yaml");
  EXPECT_TRUE(config) << config.error().message;
  return config.value();
}

inline std::unique_ptr<Mock> start_mock(std::string_view yaml) {
  auto mock = Mock::start(mock_config(yaml));
  EXPECT_TRUE(mock) << mock.error().message;
  return std::move(mock).value();
}

inline mock::Decision decision_of(const MockConfig& config, std::uint64_t number) {
  return mock::decide(
      config.routes.front(),
      {.seed = config.seed, .route = 0, .traffic = mock::Traffic::load, .number = number});
}

}  // namespace loadgate
