// SPDX-License-Identifier: Apache-2.0
#include "load/transport/cookie_jars.h"

namespace loadgate {

CURLSH* CookieJars::open(std::uint64_t jar, std::size_t endpoint) {
  const auto found = jars_.find({jar, endpoint});
  if (found != jars_.end()) {
    return found->second.get();
  }
  CurlShare share(curl_share_init());
  const bool is_jar = share != nullptr && curl_share_setopt(share.get(), CURLSHOPT_SHARE,
                                                            CURL_LOCK_DATA_COOKIE) == CURLSHE_OK;
  return is_jar ? jars_.emplace(std::pair(jar, endpoint), std::move(share)).first->second.get()
                : nullptr;
}

void CookieJars::forget(std::uint64_t jar) {
  jars_.erase(jars_.lower_bound({jar, 0}), jars_.upper_bound({jar, SIZE_MAX}));
}

}  // namespace loadgate
