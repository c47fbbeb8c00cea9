// SPDX-License-Identifier: Apache-2.0
#include "plan/budget.h"

#include <algorithm>

#include "base/integers.h"
#include "plan/concurrency.h"
#include "plan/make_plan.h"

namespace loadgate {
namespace {

std::uint64_t requests_of(const Spec& spec, const Step& step) {
  const std::int64_t polls = step.poll ? step.poll->max_requests : 1;
  const auto hops = static_cast<std::uint64_t>(redirects_of(spec, step));
  return static_cast<std::uint64_t>(polls) * (1 + retries_of(spec, step)) * (1 + hops);
}

bool sends_again(const Plan& plan) {
  return std::ranges::any_of(plan.steps, [&plan](const PlannedStep& planned) {
    const Step& step = plan.spec.scenarios[planned.scenario].steps[planned.step];
    return requests_of(plan.spec, step) > 1;
  });
}

std::uint64_t most_requests(const Plan& plan) {
  const auto planned = planned_requests(plan);
  UnsignedInt128 most = 0;
  for (const std::vector<std::uint64_t>& phase : planned) {
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
      const PlannedStep& step = plan.steps[index];
      most += static_cast<UnsignedInt128>(phase[index]) *
              requests_of(plan.spec, plan.spec.scenarios[step.scenario].steps[step.step]);
    }
  }
  constexpr UnsignedInt128 largest = ~std::uint64_t{0};
  return static_cast<std::uint64_t>(std::min(most, largest));
}

std::string budget_text(const Budget& budget) {
  std::string text;
  if (budget.requests) {
    text = format_count(static_cast<std::uint64_t>(*budget.requests)) + " requests";
  }
  if (budget.time) {
    text += (text.empty() ? "" : ", ") + write_duration(*budget.time);
  }
  return text;
}

}  // namespace

MostUsed most_used(const Plan& plan) {
  MostUsed most{.requests = most_requests(plan), .time = Nanoseconds{0}, .is_whole = true};
  for (std::size_t index = 0; index < plan.phases.size(); ++index) {
    most.time += plan.phases[index].duration;
    most.is_whole =
        most.is_whole && std::holds_alternative<OpenLoad>(plan.spec.load.phases[index].load);
  }
  return most;
}

MostUsed most_used(const Plan& plan, const Offer& offer) {
  const MostUsed once = most_used(plan);
  constexpr UnsignedInt128 largest = ~std::uint64_t{0};
  const UnsignedInt128 requests =
      static_cast<UnsignedInt128>(once.requests) * offer.builds + offer.before.requests;
  return {.requests = static_cast<std::uint64_t>(std::min(requests, largest)),
          .time = once.time * static_cast<std::int64_t>(offer.builds) + offer.before.time,
          .is_whole = once.is_whole && offer.before.is_whole};
}

Result<void> check_budget(const Plan& plan, const Offer& offer) {
  const Budget& budget = plan.spec.load.budget;
  if (!budget.requests && !budget.time) {
    return {};
  }
  const MostUsed most = most_used(plan, offer);
  const std::string to_both = offer.builds > 1 ? ", to both builds," : ",";
  if (budget.requests && most.requests > static_cast<std::uint64_t>(*budget.requests)) {
    return cannot_measure(
        "budget: the load may send " + format_count(most.requests) + " requests" + to_both +
            " and load.budget.requests is " +
            format_count(static_cast<std::uint64_t>(*budget.requests)),
        "lower rates, durations, retries, polls or redirects, or raise the budget");
  }
  if (budget.time && most.time > *budget.time) {
    return cannot_measure("budget: the phases take " + write_duration(most.time) + to_both +
                              " and load.budget.time is " + write_duration(*budget.time),
                          "shorten the phases, or raise the budget");
  }
  return {};
}

std::string budget_lines(const Plan& plan) {
  const Budget& budget = plan.spec.load.budget;
  std::string text;
  if (sends_again(plan)) {
    text = "with polls, retries and redirects: at most " + format_count(most_used(plan).requests) +
           " requests" + (most_used(plan).is_whole ? "" : ", and those of closed phases by time") +
           "\n";
  }
  if (budget.requests || budget.time) {
    text += "budget: " + budget_text(budget) + "\n";
  }
  return text;
}

bool is_budget_divided(const Plan& plan) {
  return plan.spec.load.budget.requests &&
         std::ranges::any_of(plan.spec.load.phases, [](const Phase& phase) {
           return std::holds_alternative<ClosedLoad>(phase.load);
         });
}

Budget budget_of(const Plan& plan, Share share) {
  Budget budget = plan.spec.load.budget;
  if (is_budget_divided(plan)) {
    const auto whole = static_cast<std::uint64_t>(*budget.requests);
    budget.requests = static_cast<std::int64_t>(members_of(share, whole));
  }
  return budget;
}

}  // namespace loadgate
