// SPDX-License-Identifier: Apache-2.0
#include "load/paired.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "load/append_look.h"
#include "load/bounds.h"
#include "load/execution.h"
#include "run/condense.h"

namespace loadgate {
namespace {

constexpr auto new_arm = static_cast<std::size_t>(Arm::candidate);
constexpr auto old_arm = static_cast<std::size_t>(Arm::base);

using Services = std::array<std::unique_ptr<Service>, 2>;

/// Where it is, without what may be a credential.
std::string place_of(const LoadContext& context) {
  std::string url = context.target_urls.front();
  url.erase(std::min(url.find_first_of("?#"), url.size()));
  const std::size_t host = url.find("//") == std::string::npos ? 0 : url.find("//") + 2;
  const std::size_t at = url.rfind('@', url.find('/', host));
  if (at != std::string::npos && at >= host) {
    url.erase(host, at + 1 - host);
  }
  return context.secrets.shown(url, shown_bytes);
}

/// The message of the old build names it: the address in it need not.
template <typename T>
Result<T> of_base(Result<T> result, const LoadContext& context) {
  if (!result) {
    result.error().message = "against " + place_of(context) + ": " + result.error().message;
  }
  return result;
}

/// The old build first: it is the one that is forgotten to be started.
Result<void> prepare(const std::array<LoadContext, 2>& contexts, const Doors& doors,
                     Services& services) {
  ASSIGN_OR_RETURN(services[old_arm],
                   of_base(Service::open(contexts[old_arm], doors), contexts[old_arm]));
  RETURN_IF_ERROR(of_base(services[old_arm]->prepare(), contexts[old_arm]));
  ASSIGN_OR_RETURN(services[new_arm], Service::open(contexts[new_arm], doors));
  return services[new_arm]->prepare();
}

std::uint64_t planned_samples(const Plan& plan) {
  std::uint64_t flows = 0;
  for (const PlannedPhase& phase : plan.phases) {
    flows += phase.arrivals;
  }
  return flows;
}

/// Pairs are made of single requests.
Result<void> check_size(const LoadContext& context) {
  const std::uint64_t most = context.most_samples / 2;
  if (planned_samples(context.plan) <= most) {
    return {};
  }
  return cannot_measure("a paired run keeps every request, at most " + format_count(most) +
                            " of each build, and more are planned",
                        "shorten the phases or lower their rates");
}

/// The planned load and the looks after it.
class PairedExecution {
 public:
  PairedExecution(const LoadContext& context, const PairedLoad& paired, Execution& execution)
      : context_(context), paired_(paired), execution_(execution), looks_(context.plan) {}

  Result<PairedRun> run() {
    const std::uint64_t salt = paired_.run_salt;
    ASSIGN_OR_RETURN(PairedRun runs,
                     pair_of(execution_.run(
                         {.plan = context_.plan, .turns = paired_turns(context_.plan, salt)})));
    offered_ = most_used(context_.plan, {.builds = 2});
    for (std::int64_t look = 0; look < context_.plan.spec.gate.extend && can_go_on(runs); ++look) {
      const std::vector<std::size_t> phases = paired_.undecided(runs);
      if (phases.empty()) {
        break;
      }
      if (const Result<void> done = look_again(phases, runs); !done) {
        add_warning("no further look: " + done.error().message, runs);
        break;
      }
    }
    return runs;
  }

 private:
  static Result<PairedRun> pair_of(Result<std::vector<Run>> runs) {
    if (!runs) {
      return tl::make_unexpected(std::move(runs).error());
    }
    return PairedRun{.base = std::move((*runs)[old_arm]), .candidate = std::move((*runs)[new_arm])};
  }

  static void add_warning(const std::string& warning, PairedRun& runs) {
    runs.base.warnings.push_back(warning);
    runs.candidate.warnings.push_back(warning);
  }

  bool can_go_on(const PairedRun& runs) const {
    return paired_.undecided && context_.stop == 0 && runs.candidate.end == RunEnd::complete &&
           runs.base.end == RunEnd::complete && !runs.base.condensed && !runs.candidate.condensed;
  }

  Result<void> look_again(const std::vector<std::size_t>& phases, PairedRun& runs) {
    ASSIGN_OR_RETURN(const Plan plan, looks_.next(phases));
    const Offer offer{.builds = 2, .before = offered_};
    RETURN_IF_ERROR(check_budget(plan, offer));
    offered_ = most_used(plan, offer);
    const Sitting sitting{.plan = plan,
                          .turns = look_turns(plan, looks_, phases, paired_.run_salt)};
    ASSIGN_OR_RETURN(PairedRun more, pair_of(execution_.look(sitting)));
    if (more.base.condensed || more.candidate.condensed) {
      return cannot_measure("it had more requests than can be kept");
    }
    append_look(std::move(more.base), runs.base);
    append_look(std::move(more.candidate), runs.candidate);
    return {};
  }

  const LoadContext& context_;
  const PairedLoad& paired_;
  Execution& execution_;
  Looks looks_;
  MostUsed offered_{.requests = 0, .time = Nanoseconds{0}, .is_whole = true};
};

Result<PairedRun> run_pair(const Services& services, const PairedLoad& paired, const Doors& doors) {
  const LoadContext& context = services[new_arm]->context();
  Execution execution({services[new_arm].get(), services[old_arm].get()}, paired.run_salt, doors);
  ASSIGN_OR_RETURN(PairedRun runs, PairedExecution(context, paired, execution).run());
  const std::string old_version = services[old_arm]->version_text();
  const std::string new_version = services[new_arm]->version_text();
  if (old_version != new_version) {
    const std::string warning = "the old build speaks HTTP " + old_version +
                                " and the new one HTTP " + new_version +
                                ": what differs may be the protocol";
    runs.base.warnings.push_back(warning);
    runs.candidate.warnings.push_back(warning);
  }
  return runs;
}

}  // namespace

Result<PairedRun> execute_paired(const LoadContext& context, const PairedLoad& paired,
                                 const Doors& doors) {
  RETURN_IF_ERROR(check_before(context, {.builds = 2}));
  RETURN_IF_ERROR(check_size(context));
  std::array<LoadContext, 2> contexts{context, context};
  contexts[old_arm].target_urls = paired.base_urls;
  Services services;
  const Result<void> prepared = prepare(contexts, doors, services);
  Result<PairedRun> runs = prepared ? run_pair(services, paired, doors)
                                    : Result<PairedRun>(tl::make_unexpected(prepared.error()));
  const std::array<Run*, 2> run_of{runs ? &runs->candidate : nullptr, runs ? &runs->base : nullptr};
  for (std::size_t arm = 0; arm < services.size(); ++arm) {
    if (services[arm]) {
      tell_warnings(services[arm]->clean_up(), context.progress, run_of[arm]);
    }
  }
  return runs;
}

Result<PairedRun> execute_paired(const LoadContext& context, const PairedLoad& paired) {
  return execute_paired(context, paired, real_doors());
}

}  // namespace loadgate
