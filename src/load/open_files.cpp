// SPDX-License-Identifier: Apache-2.0
#include "load/open_files.h"

#include <sys/resource.h>

#include <string>

namespace loadgate {

Result<void> check_open_files() {
  // Standard streams, spec and reports, a mock's listener and clock, a poller for each worker, and
  // some connections, with both of their ends where the mock is ours.
  constexpr rlim_t fewest = 64;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max >= fewest) {
    return {};
  }
  return fail(ErrorKind::cannot_measure,
              "this process may open no more than " + std::to_string(limit.rlim_max) +
                  " files (ulimit -n), a load needs at least " + std::to_string(fewest),
              "raise the limit, ulimit -n 1024 for example: each request under way takes one more");
}

}  // namespace loadgate
