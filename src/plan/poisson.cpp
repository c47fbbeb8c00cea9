// SPDX-License-Identifier: Apache-2.0
#include "plan/poisson.h"

#include "base/random.h"
#include "plan/exponential.h"

namespace loadgate {

PoissonProcess::PoissonProcess(std::uint64_t seed, std::size_t phase, std::uint64_t begin)
    : seed_(seed),
      phase_(static_cast<std::uint16_t>(phase)),
      index_(static_cast<std::uint32_t>(begin)) {}

FlowAmount PoissonProcess::next() {
  // The phase stands in the scenario's place: an arrival has its moment before it has a scenario.
  const DrawKey key{.seed = seed_,
                    .purpose = Purpose::arrival,
                    .scenario = phase_,
                    .owner = index_++,
                    .iteration = 0,
                    .draw = 0};
  amount_ += exponential_from(draw_bits(key));
  return amount_;
}

Result<std::uint64_t> count_poisson_arrivals(PoissonProcess process, const Pacing& pacing) {
  if (pacing.flows() > most_poisson_flows) {
    return invalid_input("the phase starts " + format_count(pacing.flows()) +
                             " flows at random moments, more than " +
                             format_count(most_poisson_flows),
                         "lower its rate or its duration, or write arrivals: constant");
  }
  std::uint64_t count = 0;
  while (process.next() < pacing.total()) {
    ++count;
  }
  return count;
}

}  // namespace loadgate
