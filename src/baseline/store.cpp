// SPDX-License-Identifier: Apache-2.0
#include "baseline/store.h"

#include <memory>

#include "baseline/stores.h"

namespace loadgate {
namespace {

using Store = std::unique_ptr<BaselineStore>;

Result<Store> open_tree(const BaselineRequest& request) {
  return std::make_unique<TreeStore>(request.file, "");
}

Result<Store> open_ref(const BaselineRequest& request) {
  ASSIGN_OR_RETURN(std::optional<GitRepository> repository, GitRepository::around(request.file));
  if (repository) {
    return std::make_unique<GitStore>(std::move(*repository), request.file, request.read_from);
  }
  return invalid_input("baseline.read_from: " + request.read_from +
                           " needs a git repository around '" + request.file.string() + "'",
                       "check the repository out with git, or set baseline.read_from: tree");
}

/// A pull request never chooses its own baseline; everything else reads what it has.
Result<Store> open_automatic(const BaselineRequest& request) {
  if (!request.is_pull_request) {
    return open_tree(request);
  }
  ASSIGN_OR_RETURN(std::optional<GitRepository> repository, GitRepository::around(request.file));
  if (!repository) {
    return std::make_unique<TreeStore>(request.file, "outside of git");
  }
  if (!request.base || request.base->empty()) {
    return invalid_input("the base commit of this pull request is not known",
                         "set baseline.read_from to the branch that it goes into, such as "
                         "origin/main");
  }
  return std::make_unique<GitStore>(std::move(*repository), request.file, *request.base);
}

/// What `baseline.read_from` may say; anything else is a git ref.
struct ReadFrom {
  std::string_view name;
  Result<Store> (*open)(const BaselineRequest& request);
};
constexpr ReadFrom words[] = {{"auto", open_automatic}, {"tree", open_tree}};

Result<Store> open_store(const BaselineRequest& request) {
  for (const ReadFrom& word : words) {
    if (request.read_from == word.name) {
      return word.open(request);
    }
  }
  return open_ref(request);
}

}  // namespace

Result<BaselineSource> read_baseline(const BaselineRequest& request) {
  ASSIGN_OR_RETURN(const Store store, open_store(request));
  return store->read();
}

}  // namespace loadgate
