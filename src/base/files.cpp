// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include "base/descriptor.h"
#include "base/file_writer.h"

namespace loadgate {
namespace {

std::string_view unwritable_hint() {
  return errno == EFBIG ? "this process may write no larger files: raise the limit (ulimit -f)"
                        : "is the disk full, or the folder not ours to write?";
}

tl::unexpected<Error> failed(std::string_view action, const std::filesystem::path& path,
                             std::string_view hint = {}) {
  return invalid_input("cannot " + std::string(action) + " '" + path.string() +
                           "': " + std::generic_category().message(errno),
                       std::string(hint));
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<void> make_folder_of(const std::filesystem::path& path) {
  if (!path.has_parent_path()) {
    return {};
  }
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) {
    return invalid_input("cannot create folder '" + path.parent_path().string() +
                         "': " + error.message());
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) {
    return failed("read", path);
  }
  std::string content;
  std::string block(1 << 16, '\0');
  while (true) {
    const ssize_t count = ::read(file.number(), block.data(), block.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return failed("read", path);
    }
    if (count == 0) {
      return content;
    }
    content.append(block, 0, static_cast<std::size_t>(count));
    if (content.size() > limit) {
      return invalid_input("'" + path.string() + "' is larger than " + std::to_string(limit) +
                           " bytes, the limit for such a file");
    }
  }
}

struct FileWriter::Open {
  Open(std::filesystem::path final_path, std::string temporary_name, int descriptor)
      : path(std::move(final_path)), temporary(std::move(temporary_name)), file(descriptor) {}

  std::filesystem::path path;
  std::string temporary;
  Descriptor file;
  std::string buffer;
  bool is_committed = false;
};

FileWriter::FileWriter(std::unique_ptr<Open> open) : open_(std::move(open)) {}
FileWriter::FileWriter(FileWriter&&) noexcept = default;
FileWriter& FileWriter::operator=(FileWriter&&) noexcept = default;

FileWriter::~FileWriter() {
  if (open_ && !open_->is_committed) {
    ::unlink(open_->temporary.c_str());
  }
}

Result<FileWriter> FileWriter::create(const std::filesystem::path& path) {
  RETURN_IF_ERROR(make_folder_of(path));
  std::string temporary = path.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) {
    return failed("write", path);
  }
  return FileWriter(std::make_unique<Open>(path, temporary, descriptor));
}

Result<void> FileWriter::append(std::string_view text) {
  constexpr std::size_t worth_a_write = 64 << 10;
  std::string& buffer = open_->buffer;
  if (buffer.size() + text.size() < worth_a_write) {
    buffer += text;
    return {};
  }
  const int descriptor = open_->file.number();
  if (!write_all(descriptor, buffer) || !write_all(descriptor, text)) {
    return failed("write", open_->path, unwritable_hint());
  }
  buffer.clear();
  return {};
}

Result<void> FileWriter::commit() {
  // mkstemp makes the file private; reports are for everybody whom the umask lets in.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  Descriptor& file = open_->file;
  open_->is_committed = ::fchmod(file.number(), 0666 & ~mask) == 0 &&
                        write_all(file.number(), open_->buffer) && ::fsync(file.number()) == 0 &&
                        file.close() &&
                        ::rename(open_->temporary.c_str(), open_->path.c_str()) == 0;
  if (!open_->is_committed) {
    return failed("write", open_->path, unwritable_hint());
  }
  return {};
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content) {
  ASSIGN_OR_RETURN(FileWriter file, FileWriter::create(path));
  RETURN_IF_ERROR(file.append(content));
  return file.commit();
}

Result<void> append_file(const std::filesystem::path& path, std::string_view content) {
  RETURN_IF_ERROR(make_folder_of(path));
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (file.number() < 0 || !write_all(file.number(), content) || !file.close()) {
    return failed("append to", path);
  }
  return {};
}

}  // namespace loadgate
