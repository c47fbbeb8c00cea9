// SPDX-License-Identifier: Apache-2.0
#include "load/user_pool.h"

#include <algorithm>
#include <limits>

namespace loadgate {
namespace {

constexpr std::size_t no_phase = std::numeric_limits<std::size_t>::max();
constexpr Instant never_ends = std::numeric_limits<Instant>::max();

/// (2 * place + 1) / (2 * count) of the duration.
Nanoseconds middle_of_share(Nanoseconds duration, std::int64_t place, std::int64_t count) {
  __extension__ using Wide = __int128;
  const Wide moment = Wide{duration.count()} * (Wide{place} * 2 + 1) / (Wide{count} * 2);
  return Nanoseconds{static_cast<std::int64_t>(moment)};
}

}  // namespace

UserPresence presence_of(const ClosedLoad& load, std::uint64_t user) {
  const std::int64_t to = load.to.value_or(load.users);
  const std::int64_t steady = std::min(load.users, to);
  const std::int64_t moving = std::max(load.users, to) - steady;
  const std::int64_t place = static_cast<std::int64_t>(user) - steady;
  if (place < 0) {
    return {.from = Nanoseconds{0}, .until = load.duration};
  }
  if (to > load.users) {
    return {.from = middle_of_share(load.duration, place, moving), .until = load.duration};
  }
  return {.from = Nanoseconds{0},
          .until = middle_of_share(load.duration, moving - 1 - place, moving)};
}

UserPool::UserPool(const Plan& plan, Share share) : plan_(plan), share_(share) {
  std::uint64_t most = 0;
  for (const Phase& phase : plan.spec.load.phases) {
    most = std::max(most, most_users(phase));
  }
  users_.assign(members_of(share, most),
                User{.phase = no_phase, .iteration = 0, .from = 0, .until = 0, .is_busy = false});
}

void UserPool::enter(std::size_t phase, Instant start, Agenda& agenda) {
  const Phase& planned = plan_.spec.load.phases[phase];
  const std::uint64_t count = members_of(share_, most_users(planned));
  for (std::size_t place = 0; place < count; ++place) {
    const std::size_t number = share_.index + share_.count * place;
    User& user = users_[place];
    user.phase = phase;
    user.iteration = 0;
    user.from = start;
    user.until = never_ends;
    if (const auto* closed = std::get_if<ClosedLoad>(&planned.load)) {
      const UserPresence presence = presence_of(*closed, number);
      user.from = start + presence.from.count();
      user.until = start + presence.until.count();
    }
    if (!user.is_busy) {
      agenda.add(user.from, Appointment::Kind::user, number, phase);
    }
  }
}

std::optional<FlowIdentity> UserPool::begin(std::size_t number, std::size_t phase, Instant now) {
  User& user = users_[number / share_.count];
  if (user.phase != phase || now >= user.until) {
    return std::nullopt;
  }
  const FlowIdentity flow =
      flow_of_user(plan_, phase, static_cast<std::uint32_t>(number), user.iteration);
  const auto* fixed = std::get_if<IterationsLoad>(&plan_.spec.load.phases[phase].load);
  if (fixed != nullptr && flow.ordinal >= static_cast<std::uint64_t>(fixed->iterations)) {
    return std::nullopt;
  }
  ++user.iteration;
  user.is_busy = true;
  return flow;
}

void UserPool::finish(std::size_t number, Instant ready, Agenda& agenda) {
  User& user = users_[number / share_.count];
  user.is_busy = false;
  agenda.add(std::max(ready, user.from), Appointment::Kind::user, number, user.phase);
}

std::uint64_t UserPool::iterations_of(std::size_t phase) const {
  const bool is_fixed = std::holds_alternative<IterationsLoad>(plan_.spec.load.phases[phase].load);
  return is_fixed ? planned_flows(plan_, phase, share_) : 0;
}

}  // namespace loadgate
