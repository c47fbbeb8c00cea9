// SPDX-License-Identifier: Apache-2.0
#include "cli/drilling.h"

#include <algorithm>
#include <array>

#include "cli/progress.h"
#include "cli/provenance.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

// A flow that begins this near to the edge of its phase may be taken for one of the next phase.
constexpr double edge_seconds = 0.2;

constexpr std::array<std::pair<Disturbance, FaultKind>, 8> fault_kinds{{
    {Disturbance::slower, FaultKind::delay},
    {Disturbance::error, FaultKind::status},
    {Disturbance::broken, FaultKind::broken},
    {Disturbance::larger, FaultKind::larger},
    {Disturbance::headless, FaultKind::header},
    {Disturbance::reset, FaultKind::reset},
    {Disturbance::no_answer, FaultKind::hang},
    {Disturbance::garbage, FaultKind::garbage},
}};

std::string step_number(const Plan& plan, const std::string& full_name) {
  const auto found = std::ranges::find(plan.steps, full_name, &PlannedStep::full_name);
  return std::to_string(found - plan.steps.begin());
}

Fault fault_of(const Plan& plan, const Injection& injection) {
  const auto* row =
      std::ranges::find(fault_kinds, injection.kind, &std::pair<Disturbance, FaultKind>::first);
  return {.kind = row->second,
          .step = step_number(plan, injection.step),
          .share = injection.share,
          .delay = injection.delay,
          .status = injection.status,
          .text = injection.text,
          .bytes = injection.bytes,
          .is_kept_by_flows = !injection.phases.empty()};
}

Reference number_of(ReferenceKind kind) {
  return {.kind = kind,
          .name = {},
          .source = {},
          .low = 0,
          .high = 0,
          .choices = {},
          .fallback = std::nullopt,
          .coercion = Coercion::none,
          .where = {0, 0}};
}

/// Which step of which flow a request is. The plan's digest stands already: what is measured is
/// what the spec says, for the proxy takes the tag away.
void tag_requests(Plan& plan) {
  for (std::size_t index = 0; index < plan.steps.size(); ++index) {
    const PlannedStep& planned = plan.steps[index];
    Step& step = plan.spec.scenarios[planned.scenario].steps[planned.step];
    const std::string which = std::to_string(index) + (planned.step == 0 ? " first " : " later ");
    step.headers.push_back({.name = std::string(tag_header),
                            .value = {.parts = {which, number_of(ReferenceKind::user), "/",
                                                number_of(ReferenceKind::iteration)},
                                      .where = step.where}});
  }
}

/// Answers are disturbed while the load runs, not in the preflight, and in the phases that are
/// meant.
class DrillListener : public ProgressListener {
 public:
  DrillListener(std::unique_ptr<ProgressListener> inner, const std::optional<Injection>& injection,
                const std::vector<std::unique_ptr<Proxy>>& proxies)
      : inner_(std::move(inner)), injection_(injection), proxies_(proxies) {}

  void update(const Progress& progress) override {
    const bool is_on = injection_ && is_meant(progress);
    for (const std::unique_ptr<Proxy>& proxy : proxies_) {
      proxy->switch_fault(is_on);
    }
    inner_->update(progress);
  }
  void note(std::string_view text) override { inner_->note(text); }

 private:
  bool is_meant(const Progress& progress) const {
    if (injection_->phases.empty()) {
      return true;
    }
    const bool is_inside = progress.elapsed_seconds >= edge_seconds &&
                           (progress.duration_seconds <= 0 ||
                            progress.elapsed_seconds + edge_seconds <= progress.duration_seconds);
    return is_inside &&
           std::ranges::find(injection_->phases, progress.phase) != injection_->phases.end();
  }

  std::unique_ptr<ProgressListener> inner_;
  const std::optional<Injection>& injection_;
  const std::vector<std::unique_ptr<Proxy>>& proxies_;
};

}  // namespace

DrillGround::DrillGround(Plan plan, const CiContext& ci, World& world)
    : plan_(std::move(plan)),
      ci_(ci),
      world_(world),
      outside_{},
      log_(std::filesystem::path(plan_.spec.reports.dir) / "target.log", world.secrets) {}

Result<std::unique_ptr<DrillGround>> DrillGround::open(Plan plan, const SpecOptions& overrides,
                                                       const CiContext& ci, World& world) {
  auto ground = std::make_unique<DrillGround>(std::move(plan), ci, world);
  RETURN_IF_ERROR(ground->start(overrides));
  return ground;
}

Result<void> DrillGround::start(const SpecOptions& overrides) {
  ASSIGN_OR_RETURN(outside_, outside_of(world_, overrides));
  // Before anything is started: the output of target.start may show them.
  RETURN_IF_ERROR(learn_secrets(plan_.spec, outside_, world_.secrets));
  const auto directory = std::filesystem::path(plan_.spec.file).parent_path();
  provenance_ = provenance_of(overrides, ci_, directory, world_);
  ASSIGN_OR_RETURN(targets_, open_targets(plan_, outside_, log_.file(), world_));
  const auto as_seen_here = [this](const std::string& file) {
    return file.empty() ? file : beside_spec(plan_, file).string();
  };
  const std::vector<Target*> targets = all_targets(plan_.spec);
  for (std::size_t index = 0; index < targets.size(); ++index) {
    const Target& target = *targets[index];
    ASSIGN_OR_RETURN(std::unique_ptr<Proxy> proxy,
                     Proxy::start({.url = targets_->urls[index],
                                   .tls = {.ca = as_seen_here(target.tls.ca),
                                           .cert = as_seen_here(target.tls.cert),
                                           .key = as_seen_here(target.tls.key),
                                           .verify = target.tls.verify},
                                   .connect_timeout = target.connect_timeout}));
    targets_->urls[index] = proxy->url();
    proxies_.push_back(std::move(proxy));
    targets[index]->http = HttpVersion::http1;  // all that the proxy speaks
  }
  tag_requests(plan_);
  return {};
}

Result<Run> DrillGround::measure(const std::optional<Injection>& injection) {
  for (const std::unique_ptr<Proxy>& proxy : proxies_) {
    proxy->set_fault(injection ? std::optional(fault_of(plan_, *injection)) : std::nullopt);
  }
  DrillListener progress(make_progress(world_), injection, proxies_);
  ASSIGN_OR_RETURN(const std::uint64_t most, samples_to_keep(world_));
  ASSIGN_OR_RETURN(Run run, execute({.plan = plan_,
                                     .outside = outside_,
                                     .target_urls = targets_->urls,
                                     .secrets = world_.secrets,
                                     .progress = progress,
                                     .stop = world_.stop,
                                     .most_samples = most,
                                     .leave = world_.leave}));
  const Timestamp started_at = run.provenance.started_at;
  run.provenance = provenance_;
  run.provenance.started_at = started_at;
  run.provenance.ended_at = wall_clock_now();
  run.testbed = detect_testbed(ci_.runner_label);
  return run;
}

}  // namespace loadgate
