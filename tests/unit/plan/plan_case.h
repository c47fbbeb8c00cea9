// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "plan/make_plan.h"
#include "plan/render.h"
#include "support/spec_builder.h"

namespace loadgate::testing {

/// A folder of its own for one test, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "loadgate_plan_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string write(const std::string& name, std::string_view content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return (path_ / name).string();
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline DataSource source(std::string name, DataFormat format, std::string file,
                         Pick pick = Pick::random) {
  return DataSource{.name = std::move(name),
                    .format = format,
                    .file = std::move(file),
                    .pick = pick,
                    .where = {.line = 5, .column = 3}};
}

/// The plan, or a failed test that shows why there is none.
inline Plan plan_of(Spec spec) {
  Result<Plan> plan = make_plan(std::move(spec));
  if (!plan) {
    ADD_FAILURE() << plan.error().message;
    return plan_of(small_spec());
  }
  return std::move(*plan);
}

inline std::string error_of(Spec spec) {
  const Result<Plan> plan = make_plan(std::move(spec));
  return plan ? "no error" : plan.error().message;
}

inline std::vector<Arrival> arrivals_of(const Plan& plan, std::size_t phase) {
  std::vector<Arrival> arrivals;
  ArrivalSequence sequence(plan, phase);
  while (const auto arrival = sequence.next()) {
    arrivals.push_back(*arrival);
  }
  return arrivals;
}

/// Two scenarios of weight 80 and 20 with three steps in all.
inline Spec shop_spec() {
  Spec spec = small_spec();
  spec.name = "checkout";
  spec.scenarios = {scenario("buy", {step("POST", "/login"), step("POST", "/cart")}, 80),
                    scenario("ask", {step("GET", "/question")}, 20)};
  return spec;
}

}  // namespace loadgate::testing
