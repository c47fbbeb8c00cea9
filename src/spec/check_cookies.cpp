// SPDX-License-Identifier: Apache-2.0
#include "base/letters.h"
#include "spec/checks.h"
#include "spec/each_step.h"
#include "spec/find_target.h"
#include "spec/header_keys.h"

namespace loadgate {
namespace {

void refuse_cookie_header(const std::vector<Header>& headers, Reading& reading) {
  for (const Header& header : headers) {
    if (lower_case(header.name) == "cookie") {
      reading.fail(header.value.where,
                   "a header 'Cookie' would stand beside the cookies that 'cookies: true' sends",
                   "remove one of them");
    }
  }
}

}  // namespace

void check_cookies(const Spec& spec, Reading& reading) {
  for (const Target* target : all_targets(spec)) {
    if (target->keeps_cookies) {
      refuse_cookie_header(target->headers, reading);
    }
  }
  for_each_step(spec, [&](const Step& step) {
    if (target_of(spec, step).keeps_cookies) {
      refuse_cookie_header(step.headers, reading);
    }
  });
}

}  // namespace loadgate
