// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <utility>

namespace loadgate {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  /// False if the system could not write what it held back. Once closed, closing does nothing.
  bool close() {
    const int open = std::exchange(number_, -1);
    return open < 0 || ::close(open) == 0;
  }

 private:
  int number_;
};

}  // namespace loadgate
