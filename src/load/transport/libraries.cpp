// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>
#include <openssl/crypto.h>

#include "load/transport/transport.h"

namespace loadgate {

std::vector<std::pair<std::string, std::string>> transport_libraries() {
  return {{"libcurl", curl_version_info(CURLVERSION_NOW)->version},
          {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)}};
}

}  // namespace loadgate
