// SPDX-License-Identifier: Apache-2.0
#include "load/target_options.h"

#include <filesystem>

namespace loadgate {
namespace {

/// File names in a spec are relative to it.
std::string beside_spec(const Plan& plan, const std::string& file) {
  if (file.empty()) {
    return file;
  }
  return (std::filesystem::path(plan.spec.file).parent_path() / file).string();
}

}  // namespace

TransportOptions target_options(const Plan& plan, const Endpoint& endpoint) {
  const TlsOptions& tls = plan.spec.target.tls;
  return TransportOptions{.http = plan.spec.target.http,
                          .tls = TlsOptions{.ca = beside_spec(plan, tls.ca),
                                            .cert = beside_spec(plan, tls.cert),
                                            .key = beside_spec(plan, tls.key),
                                            .verify = tls.verify},
                          .host = endpoint.host,
                          .port = endpoint.port,
                          .addresses = endpoint.addresses,
                          .connections = 1,
                          .may_spin = false,
                          .scheme = endpoint.scheme};
}

}  // namespace loadgate
