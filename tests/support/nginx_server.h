// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/files.h"
#include "base/process.h"
#include "support/socket_server.h"

namespace loadgate::testing {

/// A fresh folder below the system's temporary one, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "loadgate-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A self-signed certificate and its key.
struct Certificate {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

inline Certificate make_certificate(const std::filesystem::path& folder, const std::string& name) {
  Certificate made{.certificate = folder / (name + ".pem"), .key = folder / (name + ".key")};
  const Result<ProcessOutput> output = run_process(
      {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
       "-keyout", made.key.string(), "-out", made.certificate.string(), "-days", "2", "-subj",
       "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"},
      std::chrono::seconds(30));
  EXPECT_TRUE(output.has_value() && output->status == 0)
      << (output ? output->errors : output.error().message);
  return made;
}

/// Debian's nginx as a child process on a free port of 127.0.0.1, in a folder of its own.
class NginxServer {
 public:
  /// `listen` follows the address ("ssl http2"); `server` is the inside of the server block.
  NginxServer(const std::filesystem::path& folder, const std::string& listen,
              const std::string& server) {
    // nginx is handed a bound socket, as it does itself when it replaces its own binary: no other
    // process can take the port meanwhile, and connections queue before nginx is up.
    const LoopbackSocket bound = bind_loopback();
    ::listen(bound.descriptor, 256);
    port_ = bound.port;
    // A worker of another user could not write below a folder that is ours alone.
    const std::string user = ::geteuid() == 0 ? "user root;\n" : "";
    const std::string config =
        user +
        "daemon off;\nworker_processes 1;\npid nginx.pid;\n"
        "error_log error.log;\nevents { worker_connections 1024; }\nhttp {\n"
        "access_log off;\nclient_body_temp_path body;\nproxy_temp_path proxy;\n"
        "fastcgi_temp_path fastcgi;\nuwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n"
        "server {\nlisten 127.0.0.1:" +
        std::to_string(port_) + ' ' + listen + ";\n" + server + "}\n}\n";
    EXPECT_TRUE(write_file(folder / "nginx.conf", config).has_value());
    Result<ChildProcess> started = ChildProcess::start(
        "exec \"$(command -v nginx || echo /usr/sbin/nginx)\" -p . -c nginx.conf", folder,
        {{"NGINX", std::to_string(bound.descriptor) + ";"}}, folder / "output.log", no_secrets_);
    ::close(bound.descriptor);
    if (!started) {
      ADD_FAILURE() << started.error().message;
      return;
    }
    process_.emplace(std::move(*started));
  }

  std::uint16_t port() const { return port_; }
  /// Without a goodbye to anybody.
  void stop() { process_.reset(); }

 private:
  Secrets no_secrets_;
  std::uint16_t port_ = 0;
  std::optional<ChildProcess> process_;
};

}  // namespace loadgate::testing
