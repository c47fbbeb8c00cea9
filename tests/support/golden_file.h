// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace loadgate::testing {

inline std::string file_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

inline void write_text(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

/// Compares with the golden file. On a mismatch the text is left beside it as `<file>.got`, and a
/// diff is shown; LOADGATE_UPDATE_GOLDEN=1 accepts it instead.
inline void expect_golden(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path got = file.string() + ".got";
  const char* update = std::getenv("LOADGATE_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    write_text(file, text);
  }
  if (file_text(file) == text && std::filesystem::exists(file)) {
    std::filesystem::remove(got);
    return;
  }
  write_text(got, text);
  const std::string command = "diff -u '" + file.string() + "' '" + got.string() + "' >&2";
  const int status = std::system(command.c_str());
  ADD_FAILURE() << file << " differs (diff ended with " << status
                << "); LOADGATE_UPDATE_GOLDEN=1 accepts the new text";
}

}  // namespace loadgate::testing
