// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/types.h>

#include <memory>
#include <vector>

#include "base/result.h"
#include "spec/spec.h"

namespace loadgate {

struct FreeTls {
  void operator()(X509_STORE* store) const;
  void operator()(X509* certificate) const;
  void operator()(EVP_PKEY* key) const;
};

/// Whom we trust and who we are, read once and shared by all connections: libcurl 7.88 with
/// Debian's defaults parses the whole bundle again for each connection (17 ms of CPU).
class TlsMaterial {
 public:
  /// Errors (invalid_input) name the file. Without `options.ca` the system's authorities are
  /// trusted; without `options.verify` nothing is read and everybody is.
  static Result<TlsMaterial> load(const TlsOptions& options);

  /// Into the context of a new connection; false if OpenSSL refuses.
  bool install(SSL_CTX* context) const;

 private:
  TlsMaterial() = default;
  Result<void> read_authorities(const std::string& file);
  Result<void> read_own_certificate(const TlsOptions& options);

  std::unique_ptr<X509_STORE, FreeTls> trusted_;
  std::vector<std::unique_ptr<X509, FreeTls>> own_chain_;  // leaf first
  std::unique_ptr<EVP_PKEY, FreeTls> own_key_;
};

}  // namespace loadgate
