// SPDX-License-Identifier: Apache-2.0
#include "load/provisioning.h"

#include <algorithm>
#include <iterator>

#include "load/credentials.h"
#include "load/once.h"
#include "load/tokens.h"
#include "plan/provision.h"

namespace loadgate {
namespace {

constexpr std::size_t rows_named = 5;

std::string credentials_text(std::size_t count) {
  return format_count(count) + (count == 1 ? " credential" : " credentials");
}

std::string requests_text(const RowRecord& record) {
  return format_count(record.requests) + (record.requests == 1 ? " request" : " requests") +
         (record.sent_again == 0 ? ""
                                 : ", " + format_count(record.sent_again) + " of them sent again");
}

std::vector<std::size_t> rows_of(Share share, std::uint64_t count) {
  std::vector<std::size_t> rows;
  for (std::uint64_t row = share.index; row < count; row += share.count) {
    rows.push_back(row);
  }
  return rows;
}

std::size_t data_row_of(const EndedFlow& ended) {
  return ended.identity.owner;
}

/// Their numbers, as `${iteration}` shows them: "row 4, 17, 120, …"
std::string row_list(const std::vector<std::size_t>& rows) {
  std::string list = rows.size() == 1 ? "row " : "rows ";
  for (std::size_t i = 0; i < std::min(rows.size(), rows_named); ++i) {
    list += (i == 0 ? "" : ", ") + std::to_string(rows[i]);
  }
  return list + (rows.size() > rows_named ? ", …" : "");
}

}  // namespace

Provisioning::Provisioning(const LoadContext& context, const Doors& doors)
    : context_(context), doors_(doors) {}

Result<void> Provisioning::make(const Given& given) {
  if (!context_.plan.spec.provision) {
    return {};
  }
  RETURN_IF_ERROR(check_provision_share(context_.plan, context_.share));
  const Plan plan = provision_plan(context_.plan);
  const auto count = static_cast<std::uint64_t>(plan.spec.provision->count);
  credentials_.resize(count);
  const LoadContext own = with_plan(context_, plan);
  ASSIGN_OR_RETURN(RowRecord made, run_rows({.context = own,
                                             .given = given,
                                             .rows = rows_of(context_.share, count),
                                             .after_failure = AfterFailure::stop},
                                            doors_));
  for (EndedFlow& ended : made.ended) {
    if (ended.how == FlowEnd::generator_dropped) {
      continue;
    }
    begun_.push_back(data_row_of(ended));
    if (ended.how == FlowEnd::failed && ended.step == 0) {
      refused_.push_back(data_row_of(ended));
    }
    credentials_[data_row_of(ended)] = credential_of(*plan.spec.provision, ended.captures);
  }
  return judge(made);
}

Result<void> Provisioning::judge(const RowRecord& made) const {
  const auto whole =
      static_cast<std::size_t>(std::ranges::count(made.ended, FlowEnd::ok, &EndedFlow::how));
  const auto wanted = rows_of(context_.share, credentials_.size()).size();
  if (context_.stop != 0 && made.first_failure.empty()) {
    return cannot_measure("interrupted in the provision, before the load began");
  }
  if (whole < wanted) {
    return cannot_measure(
        "provision: " + made.first_failure,
        format_count(whole) + " of " + credentials_text(wanted) +
            " had been made; try `loadgate try`, a lower provision.rate or more retries");
  }
  context_.progress.note("provisioned " + credentials_text(whole) + ": " + requests_text(made));
  return {};
}

Result<RowRecord> Provisioning::give_back(const Given& given) {
  const Plan plan = release_plan(context_.plan);
  const LoadContext own = undisturbed(with_plan(context_, plan));
  if (given.tokens != nullptr) {
    RETURN_IF_ERROR(given.tokens->freshen(own, doors_));
  }
  std::ranges::sort(begun_);
  return run_rows(
      {.context = own, .given = given, .rows = begun_, .after_failure = AfterFailure::go_on},
      doors_);
}

std::vector<std::string> Provisioning::release(const Given& given) {
  if (begun_.empty() || context_.plan.spec.provision->release.steps.empty()) {
    return {};
  }
  if (context_.stop != 0 && context_.leave == 0) {
    context_.progress.note("interrupted: releasing " + credentials_text(begun_.size()) +
                           "; interrupt again to leave them");
  }
  const Result<RowRecord> released = give_back(given);
  if (!released) {
    return {"release: none of " + credentials_text(begun_.size()) +
            " was released: " + released.error().message};
  }
  return warnings_of(*released);
}

/// Where already the first step of making it failed there may be nothing to give back, and nothing
/// was captured to do it with.
bool Provisioning::is_left_behind(const EndedFlow& released) const {
  const bool was_refused = std::ranges::find(refused_, data_row_of(released)) != refused_.end();
  return released.how != FlowEnd::ok &&
         !(was_refused && released.how == FlowEnd::generator_dropped);
}

/// Those that failed, and those that a signal left no time to begin.
std::vector<std::size_t> Provisioning::rows_left(const RowRecord& released) const {
  std::vector<std::size_t> settled = refused_;
  std::vector<std::size_t> left;
  for (const EndedFlow& ended : released.ended) {
    (is_left_behind(ended) ? left : settled).push_back(data_row_of(ended));
  }
  std::ranges::sort(settled);
  std::ranges::sort(left);
  std::vector<std::size_t> ended = left;
  std::ranges::copy_if(begun_, std::back_inserter(left), [&](std::size_t row) {
    return !std::ranges::binary_search(settled, row) && !std::ranges::binary_search(ended, row);
  });
  std::ranges::sort(left);
  return left;
}

std::vector<std::string> Provisioning::warnings_of(const RowRecord& released) const {
  const std::vector<std::size_t> left = rows_left(released);
  const auto given_back =
      static_cast<std::size_t>(std::ranges::count(released.ended, FlowEnd::ok, &EndedFlow::how));
  context_.progress.note("released " + credentials_text(given_back) + ": " +
                         requests_text(released));
  if (left.empty()) {
    return {};
  }
  const std::string& failure = released.first_failure;
  return {"release: " + format_count(left.size()) + " of " + credentials_text(begun_.size()) +
          (left.size() == 1 ? " was not released (" : " were not released (") + row_list(left) +
          "): " + (failure.empty() ? "left at a second signal" : failure)};
}

}  // namespace loadgate
