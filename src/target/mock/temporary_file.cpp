// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "target/mock/certificate.h"

namespace loadgate::mock {

Result<TemporaryFile> TemporaryFile::write(std::string_view content) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) {
    folder = "/tmp";
  }
  std::string name = folder / "loadgate-mock-XXXXXX";
  const int file = mkstemp(name.data());
  if (file < 0) {
    return cannot_measure("cannot create " + name + ": " + std::strerror(errno));
  }
  close(file);
  TemporaryFile temporary{name};
  RETURN_IF_ERROR(write_file(temporary.path(), content));
  return temporary;
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
}

}  // namespace loadgate::mock
