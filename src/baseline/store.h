// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "baseline/baseline.h"

namespace loadgate {

/// Where a baseline was read, for the report: "tree", "main@1a2b3c4".
struct BaselineSource {
  std::optional<Baseline> baseline;      ///< nothing: there is none
  std::string described;                 ///< "baselines/checkout.json in the working tree"
  std::string commit;                    ///< of the base, empty for the tree
  bool changed_in_tree;                  ///< the tree's file differs from the one read at the base
  std::optional<Baseline> in_tree = {};  ///< the tree's one, where it differs and can be read
};

/// What read_from needs: resolved from the spec, the command line and the CI's event.
struct BaselineRequest {
  std::filesystem::path file;       ///< the file in the working tree
  std::string read_from;            ///< tree | a git ref or commit
  std::optional<std::string> base;  ///< the pull request's base commit, for `auto`
  bool is_pull_request;
};

/// A place where baselines are kept; `file` rows of the store table (baseline/stores.cpp).
class BaselineStore {
 public:
  virtual ~BaselineStore() = default;
  virtual Result<BaselineSource> read() = 0;
};

/// A file as it was at the pull request's base, fetched if the clone lacks it; nothing outside of
/// git, or where the base has no such file.
Result<std::optional<std::string>> read_at_base(const std::filesystem::path& file,
                                                const std::string& base);

/// `auto`: the pull request's base commit, fetched with depth 1 if the clone lacks it; outside of
/// git or of a pull request the tree. A base that cannot be read is invalid_input with the line to
/// add
/// (`fetch-depth: 0`, `GIT_DEPTH: 0`).
Result<BaselineSource> read_baseline(const BaselineRequest& request);

}  // namespace loadgate
