// SPDX-License-Identifier: Apache-2.0
#include "target/mock/mock.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <thread>

#include "cli/command.h"

namespace loadgate {
namespace {

Result<ExitStatus> serve(const std::string& file, World& world) {
  ASSIGN_OR_RETURN(const MockConfig config, read_mock_config(file));
  const SignalHold held(world);
  ASSIGN_OR_RETURN(const std::unique_ptr<Mock> mock, Mock::start(config));
  world.print("mock listens at " + mock->url() + ", its record is at " + mock->url() +
              "/__stats\n");
  if (!mock->ca_file().empty()) {
    world.print("its certificate is " + mock->ca_file() + "\n");
  }
  while (world.stop == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return interrupted_by(world.stop);
}

}  // namespace

Action define_mock(CLI::App& command) {
  auto file = std::make_shared<std::string>();
  command.add_option("config", *file, "the mock's configuration")->required();
  return [file](World& world) { return serve(*file, world); };
}

}  // namespace loadgate
