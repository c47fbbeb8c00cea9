// SPDX-License-Identifier: Apache-2.0
#include "plan/read_files.h"

#include <filesystem>

#include "base/encoding.h"
#include "base/files.h"
#include "plan/data_limits.h"
#include "plan/json_schema.h"
#include "spec/each_step.h"

namespace loadgate {
namespace {

class FileReader {
 public:
  FileReader(const Spec& spec, Mistakes& mistakes) : spec_(spec), mistakes_(mistakes) {}

  void read_schema(const SchemaFile& schema) {
    if (!read(schema.file, schema.where, most_schema_bytes)) {
      return;
    }
    if (const auto compiled = JsonSchema::parse(files_.at(schema.file)); !compiled) {
      const Error& error = compiled.error();
      mistakes_.add(schema.where, printable(schema.file, 300) + ": " + error.message, error.hint);
    }
  }

  void read_body(const Body& body) {
    if (const auto* whole = std::get_if<FileBody>(&body)) {
      read(whole->file, whole->where, most_body_bytes);
    }
    if (const auto* multipart = std::get_if<MultipartBody>(&body)) {
      for (const MultipartPart& part : multipart->parts) {
        read(part.file, part.where, most_body_bytes);
      }
    }
  }

  std::map<std::string, std::string> take() { return std::move(files_); }

 private:
  /// Each file once, however many steps need it; false: it was not to be read.
  bool read(const std::string& file, Position where, std::uint64_t limit) {
    if (file.empty() || files_.contains(file)) {
      return !file.empty();
    }
    Result<std::string> bytes = read_file(beside_spec(spec_, file), limit);
    if (!bytes) {
      mistakes_.add(where, bytes.error());
      return false;
    }
    files_.emplace(file, std::move(*bytes));
    return true;
  }

  const Spec& spec_;
  Mistakes& mistakes_;
  std::map<std::string, std::string> files_;
};

}  // namespace

std::string beside_spec(const Spec& spec, const std::string& file) {
  return (std::filesystem::path(spec.file).parent_path() / file).string();
}

std::map<std::string, std::string> read_files(const Spec& spec, Mistakes& mistakes) {
  FileReader reader(spec, mistakes);
  for_each_step(spec, [&](const Step& step) {
    reader.read_body(step.body);
    if (step.expect.json_schema) {
      reader.read_schema(*step.expect.json_schema);
    }
  });
  return reader.take();
}

}  // namespace loadgate
