// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/encoding.h"
#include "baseline/store.h"
#include "cli/command.h"
#include "cli/drill_text.h"
#include "cli/drilling.h"
#include "cli/judging.h"
#include "judge/comparability.h"

namespace loadgate {
namespace {

// A gate may be wrong by chance in one run of twenty, and hardly ever in two one after the other.
constexpr int tries_for_chance = 2;
// The host takes the CPU from time to time: such a pass decides less.
constexpr int most_tries = 3;

struct SelftestOptions {
  std::string spec;
  SpecOptions overrides;
  std::string baseline;  ///< a file, "none", or empty: the spec's
  std::string shorten;
};

/// What passes are compared with.
struct Yardstick {
  std::optional<Baseline> baseline;
  std::string described;
};

/// A rule is tested as it is written: without what a reviewer has accepted for a while, and
/// without a second job's word. What stops a load early would cut its own injection short.
void take_rules_alone(Plan& plan) {
  plan.spec.waivers.clear();
  plan.spec.gate.jobs = 1;
  plan.spec.load.stop_when.clear();
}

Result<Plan> open_drill_plan(const SelftestOptions& options) {
  SpecOptions overrides = options.overrides;
  if (!options.shorten.empty()) {
    const Result<Nanoseconds> longest = parse_duration(options.shorten);
    if (!longest || longest->count() <= 0) {
      return invalid_input("--shorten expects a duration such as 5s, got '" + options.shorten +
                           "'");
    }
    overrides.shorten = *longest;
  }
  ASSIGN_OR_RETURN(Plan plan, open_plan(options.spec, overrides));
  take_rules_alone(plan);
  return plan;
}

Result<Yardstick> read_yardstick(const Plan& plan, const SelftestOptions& options) {
  if (options.baseline == "none") {
    return Yardstick{.baseline = std::nullopt, .described = "--baseline none"};
  }
  const bool is_named = !options.baseline.empty();
  const std::filesystem::path file = is_named ? std::filesystem::path(options.baseline)
                                              : beside_spec(plan, plan.spec.baseline.file);
  ASSIGN_OR_RETURN(
      BaselineSource source,
      read_baseline(
          {.file = file, .read_from = "tree", .base = std::nullopt, .is_pull_request = false}));
  if (is_named && !source.baseline) {
    return invalid_input("there is no baseline file '" + options.baseline + "'",
                         "correct --baseline, or say --baseline none");
  }
  RETURN_IF_ERROR(check_names(source.baseline, plan.spec.name, file.string()));
  const std::string described = source.baseline ? file.string() : "there is no baseline";
  return Yardstick{.baseline = std::move(source.baseline), .described = described};
}

/// Whether these figures can be compared with the clean pass: of the same load and, where the
/// policy asks for it, the same kind of machine.
bool is_comparable(const Plan& plan, const Run& clean, const Baseline& baseline) {
  const Comparability found = compare_plans({&clean, 1}, baseline.runs);
  return found.load.empty() && found.steps.empty() && found.new_steps.empty() &&
         (found.class_.empty() || compares_classes(plan.spec.baseline.on_mismatch));
}

/// One pass after the other, each judged against the same yardstick.
class Selftest {
 public:
  Selftest(DrillGround& ground, World& world) : ground_(ground), world_(world) {}

  /// The clean pass, and what it is compared with from now on.
  Result<void> begin(Yardstick stored) {
    world_.tell("a clean pass through the proxy\n");
    ASSIGN_OR_RETURN(clean_, ground_.measure(std::nullopt));
    yardstick_ = std::move(stored);
    if (world_.stop != 0) {
      return {};
    }
    if (yardstick_.baseline && is_comparable(ground_.plan(), clean_, *yardstick_.baseline)) {
      yardstick_.described += " (" + std::to_string(yardstick_.baseline->runs.size()) + " runs)";
    } else {
      RETURN_IF_ERROR(compare_with_clean());
    }
    if (yardstick_.baseline->anchor.empty()) {  // rules since the release are to be tried as well
      yardstick_.baseline->anchor = yardstick_.baseline->runs;
      yardstick_.baseline->release = "selftest";
    }
    return judge_clean();
  }

  const Judgement& of_clean() const { return judged_; }
  const Run& clean() const { return clean_; }
  const std::string& compared_to() const { return yardstick_.described; }

  Result<DrillResult> make(const Drill& drill) {
    for (int attempt = 1;; ++attempt) {
      ASSIGN_OR_RETURN(const Run run, ground_.measure(drill.injection));
      const Judgement judged = judge({run}, yardstick_.baseline);
      DrillResult result = weigh_drill(drill, ground_.plan(), judged);
      if ((result.asleep.empty() && result.strays.empty()) || is_enough(attempt, judged)) {
        return result;
      }
    }
  }

 private:
  /// No baseline of this load: the first clean pass is one, and a second one is judged.
  Result<void> compare_with_clean() {
    const std::string why =
        yardstick_.baseline ? "the baseline is of another load or machine" : yardstick_.described;
    yardstick_.described = "a clean pass through the same proxy: " + why;
    yardstick_.baseline = Baseline{.spec_name = clean_.spec_name,
                                   .release = std::nullopt,
                                   .runs = {baseline_run_of(clean_)},
                                   .anchor = {}};
    world_.tell("another clean pass, to compare it with\n");
    ASSIGN_OR_RETURN(clean_, ground_.measure(std::nullopt));
    return {};
  }

  Result<void> judge_clean() {
    for (int attempt = 1;; ++attempt) {
      judged_ = judge({clean_}, yardstick_.baseline);
      const auto has_failed = [](const Finding& finding) {
        return finding.blocks == Blocks::regression;
      };
      if (std::ranges::none_of(judged_.findings, has_failed) || is_enough(attempt, judged_)) {
        return {};
      }
      ASSIGN_OR_RETURN(clean_, ground_.measure(std::nullopt));
    }
  }

  /// Whether a pass that did not show what it should is the last word; says why it is not.
  bool is_enough(int attempt, const Judgement& judged) const {
    const bool is_untrusted = judged.trust.trust == Trust::untrusted;
    if (attempt >= (is_untrusted ? most_tries : tries_for_chance) || world_.stop != 0) {
      return true;
    }
    const bool has_reason = is_untrusted && !judged.trust.reasons.empty();
    world_.tell(
        "again: " +
        (has_reason ? judged.trust.reasons.front() : std::string("it may have been chance")) +
        "\n");
    return false;
  }

  DrillGround& ground_;
  World& world_;
  Yardstick yardstick_;
  Run clean_{};
  Judgement judged_{};
};

/// Findings that fail without any injection.
std::string tripped_by_nothing(const Judgement& judged) {
  std::string lines;
  for (const Finding& finding : judged.findings) {
    if (finding.blocks == Blocks::regression) {
      lines += "  ✗ " + printable(finding.key, 120) + ": " + printable(finding.reason, 300) + "\n";
    }
  }
  return lines;
}

Result<ExitStatus> drill_all(Selftest& test, const DrillGround& ground, World& world) {
  const DrillPlan plan = plan_drills(ground.plan(), test.clean(), test.of_clean());
  SelftestReport report{.name = ground.plan().spec.name,
                        .compared_to = test.compared_to(),
                        .done = {},
                        .untried = plan.untried,
                        .planned = plan.drills.size()};
  for (const Drill& drill : plan.drills) {
    world.tell("injection " + std::to_string(report.done.size() + 1) + " of " +
               std::to_string(report.planned) + ": " + injection_text(drill.injection) + "\n");
    ASSIGN_OR_RETURN(DrillResult result, test.make(drill));
    if (world.stop != 0) {
      break;
    }
    report.done.push_back({.drill = drill, .result = std::move(result)});
  }
  world.print(selftest_text(report));
  if (world.stop != 0) {
    return interrupted_by(world.stop);
  }
  return is_proven(report) ? ExitStatus::pass : ExitStatus::failed;
}

Result<ExitStatus> run_selftest(const SelftestOptions& options, World& world) {
  ASSIGN_OR_RETURN(Plan plan, open_drill_plan(options));
  const SignalHold held(world);
  ASSIGN_OR_RETURN(const CiContext ci, read_ci(world, std::nullopt));
  ASSIGN_OR_RETURN(Yardstick stored, read_yardstick(plan, options));
  ASSIGN_OR_RETURN(const std::unique_ptr<DrillGround> ground,
                   DrillGround::open(std::move(plan), options.overrides, ci, world));
  Selftest test(*ground, world);
  RETURN_IF_ERROR(test.begin(std::move(stored)));
  if (world.stop != 0) {
    return interrupted_by(world.stop);
  }
  if (test.of_clean().verdict == Verdict::not_measured) {
    return cannot_measure("the clean pass sent no request, so no rule can be tested");
  }
  const std::string tripped = tripped_by_nothing(test.of_clean());
  if (!tripped.empty()) {
    world.print(ground->plan().spec.name +
                "  selftest: rules fail without any injection, so theirs would show nothing\n\n" +
                tripped + "\n  compared with " + test.compared_to() + "\n");
    return ExitStatus::failed;
  }
  return drill_all(test, *ground, world);
}

}  // namespace

Action define_selftest(CLI::App& command) {
  auto options = std::make_shared<SelftestOptions>(
      SelftestOptions{.spec = default_spec, .overrides = {}, .baseline = {}, .shorten = {}});
  command.add_option("spec", options->spec, "spec file")->capture_default_str();
  add_spec_options(command, options->overrides);
  refuse_pairing(command);
  command.add_option("--baseline", options->baseline,
                     "baseline file instead of the spec's; none: a clean pass is compared with");
  command.add_option("--shorten", options->shorten,
                     "no phase longer than this; a stored baseline is of another load then");
  return [options](World& world) { return run_selftest(*options, world); };
}

}  // namespace loadgate
