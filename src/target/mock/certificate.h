// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace loadgate::mock {

/// Both in PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

/// A new key (P-256) and its self-signed certificate for 127.0.0.1 and localhost, good for 30 days.
Result<Certificate> generate_certificate();

/// A file of our own in the system's temporary folder; removed when the value ends.
class TemporaryFile {
 public:
  static Result<TemporaryFile> write(std::string_view content);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace loadgate::mock
