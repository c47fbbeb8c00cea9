// SPDX-License-Identifier: Apache-2.0
#include "load/user_pool.h"

#include <algorithm>
#include <limits>

namespace loadgate {
namespace {

constexpr std::size_t no_turn = std::numeric_limits<std::size_t>::max();
constexpr Instant never_ends = std::numeric_limits<Instant>::max();
constexpr std::uint64_t no_last_ordinal = std::numeric_limits<std::uint64_t>::max();
// How many flows a user begins in a window depends on the server, and must not change the flows of
// the windows after it: each has numbers of its own, 4,096 windows of a million each.
constexpr std::uint32_t bits_of_a_window = 20;

/// The user's first iteration whose ordinal, user + users * iteration, is not below this one.
std::uint32_t iteration_from(std::uint64_t ordinal, std::uint64_t user, std::uint64_t users) {
  return ordinal <= user ? 0 : static_cast<std::uint32_t>((ordinal - user + users - 1) / users);
}

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
  users_.assign(members_of(share, most), User{.turn = no_turn,
                                              .phase = 0,
                                              .iteration = 0,
                                              .from = 0,
                                              .until = 0,
                                              .last_ordinal = no_last_ordinal,
                                              .is_busy = false});
}

/// Of one user in this turn; nothing where it is not there.
void UserPool::place(std::uint64_t number, const Turn& turn, Instant start, User& user) const {
  const Phase& planned = plan_.spec.load.phases[turn.phase];
  user.phase = turn.phase;
  user.from = start;
  user.until = never_ends;
  if (const auto* closed = std::get_if<ClosedLoad>(&planned.load)) {
    const UserPresence presence = presence_of(*closed, number);
    const Window& window = turn.window;
    user.iteration = turn.number << bits_of_a_window;
    user.last_ordinal = no_last_ordinal;
    user.from += (std::max(presence.from, window.from) - window.from).count();
    user.until = start + (std::min(presence.until, window.to) - window.from).count();
    return;
  }
  user.iteration = iteration_from(turn.window.first, number, most_users(planned));
  user.last_ordinal = turn.window.last;
}

void UserPool::enter(std::size_t index, const Turn& turn, Instant start, Agenda& agenda) {
  const std::uint64_t count = members_of(share_, most_users(plan_.spec.load.phases[turn.phase]));
  for (std::size_t at = 0; at < count; ++at) {
    const std::size_t number = share_.index + share_.count * at;
    User& user = users_[at];
    user.turn = index;
    place(number, turn, start, user);
    if (!user.is_busy) {
      agenda.add(user.from, Appointment::Kind::user, number, index);
    }
  }
}

std::optional<FlowIdentity> UserPool::begin(std::size_t number, std::size_t index, Instant now) {
  User& user = users_[number / share_.count];
  if (user.turn != index || now >= user.until) {
    return std::nullopt;
  }
  const FlowIdentity flow =
      flow_of_user(plan_, user.phase, static_cast<std::uint32_t>(number), user.iteration);
  if (flow.ordinal >= user.last_ordinal) {
    return std::nullopt;
  }
  ++user.iteration;
  user.is_busy = true;
  return flow;
}

void UserPool::finish(std::size_t number, Instant ready, Agenda& agenda) {
  User& user = users_[number / share_.count];
  user.is_busy = false;
  agenda.add(std::max(ready, user.from), Appointment::Kind::user, number, user.turn);
}

std::uint64_t UserPool::iterations_of(const Turn& turn) const {
  const std::uint64_t users = most_users(plan_.spec.load.phases[turn.phase]);
  std::uint64_t flows = 0;
  for (std::uint64_t at = 0; users > 0 && at < members_of(share_, users); ++at) {
    const std::uint64_t user = share_.index + share_.count * at;
    flows += iteration_from(turn.window.last, user, users) -
             iteration_from(turn.window.first, user, users);
  }
  return flows;
}

}  // namespace loadgate
