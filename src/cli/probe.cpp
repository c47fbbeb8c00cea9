// SPDX-License-Identifier: Apache-2.0
#include "cli/probe.h"

#include <string>

#include "base/files.h"

namespace loadgate {
namespace {

/// On a full disk a file can still be made, but nothing be written into it. Small reports have room
/// where this has.
constexpr std::size_t probe_bytes = 64 << 10;

/// Writes into the nearest folder that is there. `wanted` is named in the error.
Result<void> probe(const std::filesystem::path& folder, const std::filesystem::path& wanted) {
  std::error_code ignored;
  std::filesystem::path existing = std::filesystem::absolute(folder);
  while (!std::filesystem::exists(existing, ignored) && existing.has_relative_path()) {
    existing = existing.parent_path();
  }
  const std::filesystem::path file = existing / ".loadgate-probe";
  Result<void> written = write_file(file, std::string(probe_bytes, '\n'));
  std::filesystem::remove(file, ignored);
  if (!written) {
    std::string& message = written.error().message;
    const std::string name = "'" + file.string() + "'";
    if (const std::size_t at = message.find(name); at != std::string::npos) {
      message.replace(at, name.size(), "'" + wanted.string() + "'");
    }
  }
  return written;
}

}  // namespace

Result<void> check_folder_is_writable(const std::filesystem::path& folder) {
  return probe(folder, folder);
}

Result<void> check_file_is_writable(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    return invalid_input("cannot write '" + file.string() + "': it is a folder",
                         "name a file in it, such as " + (file / "run.json").string());
  }
  return probe(std::filesystem::absolute(file).parent_path(), file);
}

}  // namespace loadgate
