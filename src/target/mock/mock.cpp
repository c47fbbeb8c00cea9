// SPDX-License-Identifier: Apache-2.0
#include "target/mock/mock.h"

#include <optional>
#include <utility>

#include "target/mock/certificate.h"
#include "target/mock/server.h"

namespace loadgate {

struct Mock::Room {
  explicit Room(const MockConfig& config) : server(config) {}

  std::optional<mock::TemporaryFile> ca_file;
  mock::Server server;
};

Result<std::unique_ptr<Mock>> Mock::start(const MockConfig& config) {
  auto room = std::make_unique<Room>(config);
  std::optional<mock::Certificate> certificate;
  if (config.tls) {
    ASSIGN_OR_RETURN(certificate, mock::generate_certificate());
    ASSIGN_OR_RETURN(mock::TemporaryFile file,
                     mock::TemporaryFile::write(certificate->certificate));
    room->ca_file.emplace(std::move(file));
  }
  RETURN_IF_ERROR(room->server.start(certificate));
  return std::make_unique<Mock>(std::move(room));
}

Mock::Mock(std::unique_ptr<Room> room) : room_(std::move(room)) {}
Mock::~Mock() = default;

std::string Mock::url() const {
  return room_->server.url();
}

std::string Mock::ca_file() const {
  return room_->ca_file ? room_->ca_file->path().string() : std::string{};
}

}  // namespace loadgate
