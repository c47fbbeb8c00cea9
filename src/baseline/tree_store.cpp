// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "baseline/stores.h"

namespace loadgate {
namespace {

constexpr std::uint64_t largest_file = 64 << 20;

}  // namespace

Result<std::optional<std::string>> read_if_there(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return std::optional<std::string>();
  }
  ASSIGN_OR_RETURN(std::string text, read_file(file, largest_file));
  return std::optional(std::move(text));
}

TreeStore::TreeStore(std::filesystem::path file, std::string remark)
    : file_(std::move(file)), remark_(std::move(remark)) {}

Result<BaselineSource> TreeStore::read() {
  BaselineSource source{.baseline = std::nullopt,
                        .described = file_.string() + " in the working tree" +
                                     (remark_.empty() ? "" : " (" + remark_ + ")"),
                        .commit = {},
                        .changed_in_tree = false};
  ASSIGN_OR_RETURN(const std::optional<std::string> text, read_if_there(file_));
  if (text) {
    ASSIGN_OR_RETURN(source.baseline, baseline_from_json(*text, file_.string()));
  }
  return source;
}

}  // namespace loadgate
