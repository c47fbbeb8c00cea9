// SPDX-License-Identifier: Apache-2.0
#include "verdict/world.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace loadgate::verdict_bench {
namespace {

/// How slow the machine is in a slice, and whether something else is going on.
struct Weather {
  double log;
  bool is_burst;
};

/// An autoregressive walk about the run's own level, with bursts upon it.
std::vector<Weather> draw_weather(const World& world, std::size_t slices, Random& random) {
  const bool is_other = random.happens(world.class_share);
  const double level = world.run_spread * random.normal() + (is_other ? world.class_distance : 0.0);
  const double fresh = slice_spread * std::sqrt(1 - slice_persistence * slice_persistence);
  double walk = slice_spread * random.normal();
  std::vector<Weather> weather;
  for (std::size_t slice = 0; slice < slices; ++slice) {
    const bool is_burst = random.happens(world.burst_share);
    weather.push_back({level + walk + (is_burst ? std::log(burst_size) : 0.0), is_burst});
    walk = slice_persistence * walk + fresh * random.normal();
  }
  return weather;
}

Slices room_for(const World& world, std::size_t slices) {
  Slices room{.logs = {}, .errors = {}};
  room.logs.reserve(slices * world.requests);
  room.errors.reserve(slices);
  return room;
}

/// How many of so many events happen: one number is enough where most often none does.
double draw_count(std::size_t trials, double rate, Random& random) {
  const auto n = static_cast<double>(trials);
  double chance = std::pow(1 - rate, n);
  double count = 0;
  for (double left = random.unit() - chance; left > 0 && count < n; left -= chance) {
    chance *= (n - count) / (count + 1) * rate / (1 - rate);
    ++count;
  }
  return count;
}

void draw_slice(const World& world, const Weather& weather, Slices& slices, Random& random) {
  for (std::size_t request = 0; request < world.requests; ++request) {
    slices.logs.push_back(weather.log + world.sigma * random.normal());
  }
  if (world.has_errors) {
    const double rate = weather.is_burst ? burst_error_rate : error_rate;
    slices.errors.push_back(draw_count(world.requests, rate, random));
  }
}

Weather in_process(const Weather& weather, double process) {
  return {weather.log + process, weather.is_burst};
}

}  // namespace

Random::Random(std::uint64_t seed) : state_{} {
  for (std::uint64_t& word : state_) {
    seed += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = seed;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    word = mixed ^ (mixed >> 31U);
  }
}

std::uint64_t Random::bits() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::unit() {
  return (static_cast<double>(bits() >> 11U) + 0.5) * 0x1p-53;
}

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  double x = 0;
  double y = 0;
  double square = 0;
  do {
    x = 2 * unit() - 1;
    y = 2 * unit() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * std::log(square) / square);
  spare_ = y * factor;
  has_spare_ = true;
  return x * factor;
}

PairedRun draw_paired_run(const World& world, std::size_t steps, Random& random) {
  const std::vector<Weather> weather = draw_weather(world, 2 * most_pairs, random);
  PairedRun run;
  for (std::size_t step = 0; step < steps; ++step) {
    run.base.push_back(room_for(world, most_pairs));
    run.candidate.push_back(room_for(world, most_pairs));
  }
  const std::size_t stretch = first_pairs / (world.restarts + 1);
  double base = 0;
  double candidate = 0;
  for (std::size_t pair = 0; pair < most_pairs; ++pair) {
    const bool is_new = world.restarts > 0 && pair % stretch == 0;
    if (pair == 0 || is_new) {
      base = world.process_spread * random.normal();
      candidate = world.process_spread * random.normal();
    }
    const std::size_t first = 2 * pair + (random.happens(0.5) ? 1 : 0);
    const std::size_t second = 4 * pair + 1 - first;
    for (std::size_t step = 0; step < steps; ++step) {
      draw_slice(world, in_process(weather[first], base), run.base[step], random);
      draw_slice(world, in_process(weather[second], candidate), run.candidate[step], random);
    }
  }
  return run;
}

std::vector<Slices> draw_run(const World& world, std::size_t steps, Random& random) {
  const std::vector<Weather> weather = draw_weather(world, first_pairs, random);
  const double process = world.process_spread * random.normal();
  std::vector<Slices> run;
  for (std::size_t step = 0; step < steps; ++step) {
    run.push_back(room_for(world, first_pairs));
  }
  for (const Weather& slice : weather) {
    for (Slices& step : run) {
      draw_slice(world, in_process(slice, process), step, random);
    }
  }
  return run;
}

double p95_of(const std::vector<double>& logs, std::size_t first, std::size_t count) {
  const auto begin = logs.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<double> values(begin, begin + static_cast<std::ptrdiff_t>(count));
  const std::size_t rank = (19 * count + 19) / 20;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::ranges::nth_element(values, place);
  return *place;
}

}  // namespace loadgate::verdict_bench
