// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/descriptor.h"
#include "base/result.h"
#include "base/secrets.h"

namespace loadgate {

/// A pipe whose output a thread of ours writes to a file in whole lines, masked: so that the file
/// tells no secret at any moment, however this process ends. Of a line of more than a megabyte the
/// beginning is kept.
class MaskedPipe {
 public:
  static Result<std::unique_ptr<MaskedPipe>> open(const std::filesystem::path& file,
                                                  const Secrets& secrets);
  /// Use open().
  MaskedPipe(int file, int reader, int writer, int bell, const Secrets& secrets);
  MaskedPipe(const MaskedPipe&) = delete;
  MaskedPipe& operator=(const MaskedPipe&) = delete;
  /// Takes what is there, and does not wait for somebody who still holds the other end.
  ~MaskedPipe();

  /// Where to write; ours until close_writer().
  int writer() const { return writer_.number(); }
  void close_writer() { writer_.close(); }
  /// Waits until the lines that were written by now are in the file.
  void settle();

 private:
  void work();
  bool read_all();
  void take(std::string_view bytes);
  void put(std::string_view text, TextEnd end);
  void ring();

  Descriptor file_;
  Descriptor reader_;
  Descriptor writer_;
  Descriptor bell_;  // wakes the thread
  const Secrets& secrets_;
  std::string line_;
  bool is_skipping_ = false;  // the rest of a line that is too long
  std::mutex mutex_;
  std::condition_variable settled_;
  bool is_asked_ = false;  // to settle
  bool is_ending_ = false;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace loadgate
