// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/secrets.h"

namespace loadgate {

/// The file that the output of a started service goes to. Secrets that are known when the service
/// prints them never get there; those that became known later, as captures do, are masked in it
/// when the value ends. Make it before the service starts, so that it ends after it.
class MaskedLog {
 public:
  MaskedLog(std::filesystem::path file, const Secrets& secrets)
      : file_(std::move(file)), secrets_(secrets) {}
  MaskedLog(const MaskedLog&) = delete;
  MaskedLog& operator=(const MaskedLog&) = delete;
  ~MaskedLog();
  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  const Secrets& secrets_;
};

}  // namespace loadgate
