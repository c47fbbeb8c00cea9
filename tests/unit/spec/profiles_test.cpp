// SPDX-License-Identifier: Apache-2.0
#include "unit/spec/dump.h"
#include "unit/spec/parsing.h"

namespace loadgate {
namespace {

using testing::dump;
using testing::mistakes_in;
using testing::parse;

Spec spec_with(const std::string& profiles, const std::string& rules = "[]") {
  return parse(
      "version: 1\nname: shop\ntarget: http://a\nscenario: [GET /a]\n"
      "profiles: " +
      profiles + "\nrules: " + rules +
      "\nload:\n  seed: 7\n  arrivals: poisson\n  max_in_flight: 50\n  phases:\n"
      "    - {name: warm-up, rate: 5/s, for: 5s, measure: false}\n"
      "    - {name: steady, rate: 50/s, for: 30s}\n");
}

std::string phases_of(const Load& load) {
  std::string text;
  for (const Phase& phase : load.phases) {
    text += (text.empty() ? "" : "; ") + dump(phase);
  }
  return text;
}

TEST(Profiles, ReplaceAllPhasesAndKeepTheOtherKeys) {
  const Spec spec = spec_with("{deploy: {load: {rate: 100/s, for: 60s}}}");
  ASSERT_EQ(spec.profiles.size(), 1U);
  const Profile& deploy = spec.profiles[0];
  EXPECT_EQ(deploy.name, "deploy");
  EXPECT_EQ(phases_of(deploy.load), "load open 100/s to none for 60s measured");
  EXPECT_EQ(deploy.load.seed, 7U);
  EXPECT_EQ(deploy.load.arrivals, Arrivals::poisson);
  EXPECT_EQ(deploy.load.max_in_flight, 50);
  EXPECT_EQ(spec.load.phases.size(), 2U);
}

TEST(Profiles, WithoutAKeyAboutPhasesKeepThem) {
  const Spec spec = spec_with("{calm: {load: {arrivals: constant, seed: 9}}}");
  EXPECT_EQ(phases_of(spec.profiles[0].load), phases_of(spec.load));
  EXPECT_EQ(spec.profiles[0].load.seed, 9U);
  EXPECT_EQ(spec.profiles[0].load.arrivals, Arrivals::constant);
  EXPECT_EQ(spec.load.seed, 7U);
}

TEST(Profiles, OfUsersInheritKeysOfRatesWithoutAComplaint) {
  const Spec spec = spec_with("{users: {load: {users: 5, for: 60s}}}");
  EXPECT_EQ(phases_of(spec.profiles[0].load), "load closed 5 to none for 60s measured");
}

TEST(Profiles, TheMistakeOfAnInheritedKeyIsToldOnce) {
  EXPECT_EQ(mistakes_in("version: 1\ntarget: http://a\nscenario: [GET /a]\n"
                        "load: {rate: 50/s, for: 30s, seed: -1}\n"
                        "profiles: {a: {load: {rate: 1/s, for: 1s}}, b: {load: {seed: 2}}}\n"),
            "shop.yaml:4:36: expected a count such as 20, 2k or 1.5M, got '-1'\n"
            "load: {rate: 50/s, for: 30s, seed: -1}\n"
            "                                   ^\n"
            "hint: write a number alone or with one of k, M");
}

TEST(Profiles, ARuleMayNameAPhaseOfAnyOfThem) {
  const Spec spec = spec_with("{deploy: {load: {phases: [{name: rush, rate: 100/s, for: 60s}]}}}",
                              "[{metric: latency.p95, phase: rush, at_most: 1s}]");
  EXPECT_EQ(spec.rules.at(0).phase, "rush");
}

}  // namespace
}  // namespace loadgate
