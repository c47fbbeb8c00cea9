// SPDX-License-Identifier: Apache-2.0
#include "load/credentials.h"

#include "plan/provision.h"
#include "spec/provisioned.h"

namespace loadgate {

Captures known_before(const Given& given, const LoadContext& context, const FlowIdentity& flow) {
  Captures known = given.captures;
  if (given.credentials == nullptr) {
    return known;
  }
  const std::optional<std::size_t> row = provisioned_row(context.plan, flow, context.share);
  if (row && *row < given.credentials->size()) {
    const Captures& credential = (*given.credentials)[*row];
    known.insert(credential.begin(), credential.end());
  }
  return known;
}

Captures credential_of(const Provision& provision, const Captures& captured) {
  Captures credential;
  for (const std::string& column : provisioned_columns(provision)) {
    if (const auto found = captured.find(column); found != captured.end()) {
      credential.emplace(provisioned_name(column), found->second);
    }
  }
  return credential;
}

}  // namespace loadgate
