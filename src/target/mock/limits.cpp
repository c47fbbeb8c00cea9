// SPDX-License-Identifier: Apache-2.0
#include "target/mock/limits.h"

#include <algorithm>

#include "base/digest.h"

namespace loadgate::mock {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::size_t buckets_kept = 200'000;
constexpr std::size_t key_kept = 64;

/// Empty for all requests without a key. A long one by its digest, so that memory is bounded.
std::string key_of(const Request& request, const MockLimit& limit) {
  const std::string_view value = limit.key.empty() ? "" : request.header(limit.key);
  return value.size() <= key_kept ? std::string{value} : sha256(value);
}

std::int64_t rounded_up(Int128 value, Int128 unit) {
  return static_cast<std::int64_t>((value + unit - 1) / unit);
}

bool is_stricter(const Admission& a, const Admission& b) {
  return a.is_admitted != b.is_admitted ? !a.is_admitted
         : a.is_admitted                ? a.remaining < b.remaining
                                        : a.retry_after > b.retry_after;
}

}  // namespace

Limiter::Limiter(const MockLimit& limit)
    : units_per_nanosecond_(limit.rate.per_second.numerator),
      cost_(Int128{second} * limit.rate.per_second.denominator),
      capacity_(cost_ * limit.burst),
      burst_(limit.burst) {}

bool Limiter::admits(const std::string& key, Nanoseconds now) const {
  return missing(key, now.count() * units_per_nanosecond_) + cost_ <= capacity_;
}

Admission Limiter::take(const std::string& key, Nanoseconds now) {
  if (!admits(key, now)) {
    return look(key, now);
  }
  const Int128 moment = now.count() * units_per_nanosecond_;
  const Int128 after = missing(key, moment) + cost_;
  if (full_at_.size() >= buckets_kept && !full_at_.contains(key)) {
    make_room(moment);
  }
  full_at_[key] = moment + after;
  return describe(after, true);
}

Admission Limiter::look(const std::string& key, Nanoseconds now) const {
  return describe(missing(key, now.count() * units_per_nanosecond_), false);
}

Int128 Limiter::missing(const std::string& key, Int128 now) const {
  const auto found = full_at_.find(key);
  return found == full_at_.end() ? 0 : std::max<Int128>(0, found->second - now);
}

Admission Limiter::describe(Int128 missing, bool is_admitted) const {
  const Int128 unit = units_per_nanosecond_ * second;
  const Int128 wait = std::max<Int128>(0, missing + cost_ - capacity_);
  return {.is_admitted = is_admitted,
          .limit = burst_,
          .remaining = static_cast<std::int64_t>((capacity_ - missing) / cost_),
          .reset = rounded_up(missing, unit),
          .retry_after = is_admitted ? 0 : rounded_up(wait, unit)};
}

/// Forgets the buckets that are full again. Where too few are, the fullest tenth goes as well:
/// memory is bounded, and these keys gain the least.
void Limiter::make_room(Int128 now) {
  std::erase_if(full_at_, [now](const auto& bucket) { return bucket.second <= now; });
  if (full_at_.size() < buckets_kept) {
    return;
  }
  std::vector<Int128> moments;
  for (const auto& [key, full_at] : full_at_) {
    moments.push_back(full_at);
  }
  const auto tenth = moments.begin() + static_cast<std::ptrdiff_t>(moments.size() / 10);
  std::ranges::nth_element(moments, tenth);
  std::erase_if(full_at_, [limit = *tenth](const auto& bucket) { return bucket.second <= limit; });
}

std::optional<Limits::Place> Limits::place_for(const std::optional<MockLimit>& limit) {
  return limit ? std::optional<Place>{{.limit = *limit, .limiter = Limiter{*limit}}} : std::nullopt;
}

Limits::Limits(const MockConfig& config) : server_(place_for(config.limit)) {
  for (const MockRoute& route : config.routes) {
    routes_.push_back(place_for(route.limit));
  }
}

std::optional<Admission> Limits::take(const Request& request, std::size_t route, Nanoseconds now) {
  std::vector<std::pair<Limiter*, std::string>> asked;
  for (std::optional<Place>* place : {&server_, &routes_[route]}) {
    if (place->has_value()) {
      asked.emplace_back(&(*place)->limiter, key_of(request, (*place)->limit));
    }
  }
  const bool is_admitted = std::ranges::all_of(
      asked, [now](const auto& pair) { return pair.first->admits(pair.second, now); });
  std::optional<Admission> strictest;
  for (auto& [limiter, key] : asked) {
    const Admission said = is_admitted ? limiter->take(key, now) : limiter->look(key, now);
    if (!strictest || is_stricter(said, *strictest)) {
      strictest = said;
    }
  }
  return strictest;
}

void Limits::reset() {
  const auto renew = [](std::optional<Place>& place) {
    if (place) {
      place->limiter = Limiter{place->limit};
    }
  };
  renew(server_);
  std::ranges::for_each(routes_, renew);
}

Headers limit_headers(const Admission& admission) {
  Headers headers{{"x-ratelimit-limit", std::to_string(admission.limit)},
                  {"x-ratelimit-remaining", std::to_string(admission.remaining)},
                  {"x-ratelimit-reset", std::to_string(admission.reset)}};
  if (!admission.is_admitted) {
    headers.emplace_back("Retry-After", std::to_string(admission.retry_after));
  }
  return headers;
}

}  // namespace loadgate::mock
