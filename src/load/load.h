// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secrets.h"
#include "load/transport/transport.h"
#include "plan/render.h"
#include "plan/share.h"
#include "run/condense.h"
#include "run/run.h"

namespace loadgate {

/// What a progress listener is told about once a tenth of a second.
struct Progress {
  std::string_view phase;
  double elapsed_seconds;      ///< in this phase
  double duration_seconds;     ///< 0: until the iterations are done
  double achieved_per_second;  ///< flows started, in the last seconds of this phase
  double p95_ns;               ///< of the last seconds
  std::uint64_t errors;
  std::uint64_t in_flight;
  std::uint64_t finished;
};

/// A screen or a log. The fourth door besides transport, response reader and baseline store.
class ProgressListener {
 public:
  virtual ~ProgressListener() = default;
  virtual void update(const Progress& progress) = 0;
  virtual void note(std::string_view text) = 0;  ///< "waiting for GET /slow (2 s)"
};

/// One request of a pass, as `loadgate try` shows it and the preflight judges it. Masked.
struct PassStep {
  std::string step;
  WireRequest request;
  Exchange exchange;
  Outcome outcome;                                            ///< final class, checks included
  std::vector<std::pair<std::string, std::string>> captured;  ///< name, masked value
  std::vector<std::pair<std::string, bool>> checks;           ///< name, held
  std::int64_t requests = 1;  ///< with retries and polls; `exchange` is the last one
};

inline const std::atomic<int> no_signal{0};

/// Where and with what to run a plan.
struct LoadContext {
  const Plan& plan;
  const Outside& outside;
  /// Of all targets (spec/find_target.h): no reference left, no slash at the end.
  std::vector<std::string> target_urls;
  Secrets& secrets;
  ProgressListener& progress;
  const std::atomic<int>& stop;            ///< a signal's number once one came
  Share share = {};                        ///< what of the plan is run
  std::optional<Timestamp> start_at = {};  ///< the first phase begins then; else at once
  std::uint64_t most_samples = loadgate::most_samples;  ///< more become histograms
  /// The number of the second signal once it came: then release and teardown are left as well.
  const std::atomic<int>& leave = no_signal;
};

/// Puts every value that the spec calls secret (`secret:`, `env:` names with TOKEN, SECRET,
/// PASSWORD or KEY, the target's credentials) into `secrets`. Error: names all variables that are
/// not set and all secrets too short to be masked. The functions below do it themselves; who starts
/// the target or shows values before them calls it first.
Result<void> learn_secrets(const Spec& spec, const Outside& outside, Secrets& secrets);

/// Setup, one pass of each scenario (or of one), teardown, as `loadgate try` shows them; outside of
/// all counts. A failed setup is followed by the teardown alone.
Result<std::vector<PassStep>> run_pass(const LoadContext& context, std::string_view scenario);

/// Setup, preflight, every phase, teardown. Failed requests are samples; an Error (cannot_measure)
/// means that no run came about: a failed setup; dns, connect, tls, 401, 403 in the preflight. On a
/// signal: what was measured. Fields of Run that only the caller knows (provenance, overrides) are
/// left empty, but for the moment at which the first phase began.
Result<Run> execute(const LoadContext& context);

/// Both arms of a paired execution, over one plan and the same time.
struct PairedRun {
  Run base;
  Run candidate;
};

/// What paired mode has besides the context, which is the candidate's.
struct PairedLoad {
  std::vector<std::string> base_urls;  ///< of the old build, as LoadContext::target_urls
  std::uint64_t run_salt;              ///< decides with the seed which arm goes first
  /// Asked after the plan and after each look, at most `gate.extend` times: phases whose evidence
  /// is undecided, to be looked at again. None, or no function: enough was seen.
  std::function<std::vector<std::size_t>(const PairedRun& so_far)> undecided = nullptr;
};

/// The plan for two builds, in turn and never at the same time: setup, preflight and teardown for
/// each of them, each measured phase in windows (plan/pairs.h). Errors as of execute(); those of
/// the old build name its address.
Result<PairedRun> execute_paired(const LoadContext& context, const PairedLoad& paired);

/// What a run of this share of the plan is before anything was sent: everything but samples, flows,
/// provenance and testbed. A run that does not come about is judged and reported in this form.
Run empty_run(const Plan& plan, Share share = {});

/// How many samples a run may keep on this machine: what half of the memory that is free now holds,
/// at most `most_samples`.
std::uint64_t samples_that_fit();

/// Architecture, cores, quota, memory, and details of this machine.
Testbed detect_testbed(std::string_view runner_label);

}  // namespace loadgate
