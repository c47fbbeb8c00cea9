// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "load/doors.h"
#include "load/preflight.h"
#include "load/provisioning.h"
#include "load/step_program.h"
#include "load/tokens.h"

namespace loadgate {

/// One service that is measured, from its setup to its teardown. In paired mode there are two, each
/// with a state of its own.
class Service {
  /// Lets only `open` make one.
  struct Key {};

 public:
  Service(Key, const LoadContext& context, const Doors& doors, std::unique_ptr<Tokens> tokens);

  /// With its tokens, and its setup done, however that went. Error: nothing is left to be cleaned
  /// up.
  static Result<std::unique_ptr<Service>> open(const LoadContext& context, const Doors& doors);

  /// Judges the setup, provisions, asks in the preflight. Errors (cannot_measure): these failed, or
  /// a signal came.
  Result<void> prepare();
  /// Renews what will not last. Precondition: prepared. The program refers to the service.
  Result<LoadProgram> compile() const;
  Result<void> freshen() const { return tokens_->freshen(context_, doors_); }
  /// Whatever came before, what it left is taken away, in the opposite order. Warnings.
  std::vector<std::string> clean_up();

  /// What the preflight says of the run.
  void describe(Run& run) const;
  const LoadContext& context() const { return context_; }
  const Tokens& tokens() const { return *tokens_; }
  const std::vector<HttpVersion>& versions() const { return versions_; }
  /// "1.1", and behind it each named target that speaks another: "1.1 (inbox: 2)".
  std::string version_text() const;

 private:
  Result<void> settle_versions();

  LoadContext context_;
  const Doors& doors_;
  std::unique_ptr<Tokens> tokens_;
  std::vector<PassStep> setup_;
  Given given_;
  Provisioning provisioning_;
  std::vector<HttpVersion> versions_;
  std::vector<PassStep> preflight_;
};

}  // namespace loadgate
