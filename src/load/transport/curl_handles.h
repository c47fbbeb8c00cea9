// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <memory>

namespace loadgate {

struct CloseCurl {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* address) const { curl_url_cleanup(address); }
};
struct CloseEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CloseMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeCurlText {
  void operator()(char* text) const { curl_free(text); }
};

struct CloseShare {
  void operator()(CURLSH* share) const { curl_share_cleanup(share); }
};

using CurlShare = std::unique_ptr<CURLSH, CloseShare>;
using CurlList = std::unique_ptr<curl_slist, CloseCurl>;
using CurlAddress = std::unique_ptr<CURLU, CloseCurl>;
using CurlEasy = std::unique_ptr<CURL, CloseEasy>;
using CurlMulti = std::unique_ptr<CURLM, CloseMulti>;
using CurlText = std::unique_ptr<char, FreeCurlText>;

/// Appends a copy of `line`; false without memory, the list is then as it was.
inline bool append(CurlList& list, const char* line) {
  curl_slist* longer = curl_slist_append(list.get(), line);
  if (longer == nullptr) {
    return false;
  }
  static_cast<void>(list.release());
  list.reset(longer);
  return true;
}

}  // namespace loadgate
