// SPDX-License-Identifier: Apache-2.0
#include "spec/checks.h"
#include "spec/each_step.h"
#include "spec/header_keys.h"

namespace loadgate {
namespace {

bool has_jar(const Spec& spec, const Step& step) {
  for (const Target& target : spec.targets) {
    if (target.name == step.target) {
      return target.keeps_cookies;
    }
  }
  return spec.target.keeps_cookies;
}

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
  if (spec.target.keeps_cookies) {
    refuse_cookie_header(spec.target.headers, reading);
  }
  for (const Target& target : spec.targets) {
    if (target.keeps_cookies) {
      refuse_cookie_header(target.headers, reading);
    }
  }
  for_each_step(spec, [&](const Step& step) {
    if (has_jar(spec, step)) {
      refuse_cookie_header(step.headers, reading);
    }
  });
}

}  // namespace loadgate
