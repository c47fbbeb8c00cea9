// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "run/sample.h"

namespace loadgate {

/// How far a request had come when it failed.
enum class Stage {
  connecting,  ///< no connection yet
  waiting,     ///< connected, no byte of the answer's header
  answering,   ///< inside the answer
};

struct Failure {
  CURLcode code;
  Stage stage;
  bool was_resent;            ///< libcurl tried to send the request a second time
  bool on_pooled_connection;  ///< HTTP/1.1 on a connection that had carried another request
  int system_error;           ///< errno of the connection attempt, 0: none
  std::string_view words;     ///< of libcurl
};

/// The class of a failed request; never ok.
Outcome classify(const Failure& failure);

/// What this machine has run out of, from a failed connection's errno; empty where the fault is not
/// its own.
std::string_view shortage_in_words(int system_error);

/// libcurl's words, fit for one line, without the query of an address.
std::string failure_detail(CURLcode code, std::string_view words);

}  // namespace loadgate
