// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/mock/access.h"
#include "target/mock/answer.h"
#include "target/mock/config.h"
#include "target/mock/jobs.h"
#include "target/mock/request.h"
#include "target/mock/route_table.h"
#include "target/mock/shop.h"

namespace loadgate::mock {

/// What routes do, and all that they remember from one request to the next.
class Actions {
 public:
  explicit Actions(const MockConfig& config) : config_(config), access_(config) {}
  /// 401 where the route requires what the request has not.
  Answer answer(const Request& request, const RouteMatch& match, Nanoseconds now);
  Access& access() { return access_; }
  void reset();

 private:
  Answer act(const Request& request, const RouteMatch& match, Nanoseconds now);

  const MockConfig& config_;
  Access access_;
  Jobs jobs_;
  Shop shop_;
};

}  // namespace loadgate::mock
