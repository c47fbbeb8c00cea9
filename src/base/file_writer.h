// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loadgate {

/// A file that is written piece by piece, to a temporary name beside `path`. `commit` puts it in
/// its place; without it nothing is left behind.
class FileWriter {
 public:
  static Result<FileWriter> create(const std::filesystem::path& path);
  FileWriter(FileWriter&&) noexcept;
  FileWriter& operator=(FileWriter&&) noexcept;
  ~FileWriter();

  /// Kept until there is enough for a write.
  Result<void> append(std::string_view text);
  Result<void> commit();

 private:
  struct Open;
  explicit FileWriter(std::unique_ptr<Open> open);

  std::unique_ptr<Open> open_;
};

}  // namespace loadgate
