// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <set>
#include <string>

#include "base/units.h"
#include "spec/mappings.h"

namespace loadgate {
namespace {

constexpr std::array policy_words{Word<Policy>{"pass", Policy::pass},
                                  Word<Policy>{"warn", Policy::warn},
                                  Word<Policy>{"fail", Policy::fail}};
constexpr std::array mismatch_words{
    Word<MismatchPolicy>{"ignore", MismatchPolicy::ignore},
    Word<MismatchPolicy>{"warn", MismatchPolicy::warn},
    Word<MismatchPolicy>{"inconclusive", MismatchPolicy::inconclusive},
    Word<MismatchPolicy>{"fail", MismatchPolicy::fail}};

void read_reference_name(const SpecNode& value, Reading& reading, BaselinePolicy& baseline) {
  std::optional<std::string> name = read_text(value, reading);
  if (name && (name->starts_with('-') || name->find_first_of(" \t\n~^:?*[\\") != name->npos)) {
    reading.fail(value.where, "'" + *name + "' is no git ref",
                 "expected auto, tree, or a branch, tag or commit");
    return;
  }
  set(baseline.read_from, std::move(name));
}

constexpr auto baseline_keys = std::to_array<Key<BaselinePolicy>>({
    {{"file", "file", "Where the accepted runs are stored.", "baselines/<name>.json",
      "baselines/main.json", Presence::optional},
     [](const SpecNode& value, Reading& reading, BaselinePolicy& baseline) {
       set(baseline.file, read_text(value, reading));
     }},
    {{"read_from", "ref",
      "`tree`: the working tree; a git ref; `auto`: the base of a pull request, else the tree.",
      "auto", "tree", Presence::optional},
     read_reference_name},
    {{"max_runs", "count", "The oldest runs leave a pool that is longer.", "10", "8",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, BaselinePolicy& baseline) {
       set(baseline.max_runs, read_count(value, reading, {.low = 5, .high = 1000}));
     }},
    {{"min_runs", "count", "Fewer runs cannot tell the spread between runs; at least 5.", "5", "8",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, BaselinePolicy& baseline) {
       set(baseline.min_runs, read_count(value, reading, {.low = 5, .high = 1000}));
     }},
    {{"on_missing", "policy", "What happens without a baseline.", "warn", "fail",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, BaselinePolicy& baseline) {
       set(baseline.on_missing, read_policy(value, reading));
     }},
    {{"on_mismatch", "on_mismatch",
      "What happens when the baseline comes from another class of machine; `ignore` and `warn` "
      "compare.",
      "inconclusive", "warn", Presence::optional},
     [](const SpecNode& value, Reading& reading, BaselinePolicy& baseline) {
       set(baseline.on_mismatch, read_word<MismatchPolicy>(value, reading, mismatch_words));
     }},
    {{"max_age",
      "duration",
      "An older baseline is told in every report.",
      {},
      "60d",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, BaselinePolicy& baseline) {
       if (const auto age = read_positive_duration(value, reading)) {
         baseline.max_age = age->count();
       }
     }},
});

void read_confidence(const SpecNode& value, Reading& reading, GatePolicy& gate) {
  constexpr double lowest = 0.5;
  constexpr double highest = 0.999;
  const std::optional<std::string> text = read_text(value, reading);
  if (!text) {
    return;
  }
  const Result<Rational> percent = parse_percent(*text);
  if (!percent) {
    reading.fail(value.where, percent.error().message, percent.error().hint);
    return;
  }
  const double confidence = to_double(*percent);
  if (confidence < lowest || confidence > highest) {
    reading.fail(value.where, "expected a confidence from 50% to 99.9%, got '" + *text + "'",
                 "95% is usual");
    return;
  }
  gate.confidence = confidence;
}

constexpr std::array multiplicity_words{Word<Multiplicity>{"holm", Multiplicity::holm},
                                        Word<Multiplicity>{"strict", Multiplicity::strict},
                                        Word<Multiplicity>{"none", Multiplicity::none}};
constexpr std::array policy_change_words{Word<Policy>{"ignore", Policy::pass},
                                         Word<Policy>{"warn", Policy::warn},
                                         Word<Policy>{"fail", Policy::fail}};

enum class PairingChoice { automatic, slices };
constexpr std::array pairing_words{Word<PairingChoice>{"auto", PairingChoice::automatic},
                                   Word<PairingChoice>{"slices", PairingChoice::slices}};
constexpr std::array<std::string_view, 1> pairings_not_yet{"rows"};

// The total level of more looks is not computed (stats/looks.h): at most three.
constexpr Bounds most_looks{.low = 0, .high = 2};

constexpr auto gate_keys = std::to_array<Key<GatePolicy>>({
    {{"confidence", "percent", "One less the probability of a false alarm of the whole gate.",
      "95%", "99%", Presence::optional},
     read_confidence},
    {{"multiplicity", "multiplicity",
      "Holm's correction over the rules that can block: of \"nothing has changed\", `strict` of "
      "\"no more than is allowed\", or `none`.",
      "holm", "strict", Presence::optional},
     [](const SpecNode& value, Reading& reading, GatePolicy& gate) {
       set(gate.multiplicity, read_word<Multiplicity>(value, reading, multiplicity_words));
     }},
    {{"on_inconclusive", "policy", "What happens when a rule cannot be decided.", "warn", "fail",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, GatePolicy& gate) {
       set(gate.on_inconclusive, read_policy(value, reading));
     }},
    {{"policy_change", "policy_change",
      "What a pull request that removes or loosens a rule does; the stricter of its own word and "
      "its base's holds.",
      "warn", "fail", Presence::optional},
     [](const SpecNode& value, Reading& reading, GatePolicy& gate) {
       set(gate.policy_change, read_word<Policy>(value, reading, policy_change_words));
     }},
    {{"jobs", "count", "2: a regression in one job is suspected, and a second job decides.", "1",
      "2", Presence::optional},
     [](const SpecNode& value, Reading& reading, GatePolicy& gate) {
       set(gate.jobs, read_count(value, reading, {.low = 1, .high = 2}));
     }},
    {{"extend", "looks", "Paired mode: so many planned looks more while a rule is undecided.", "2",
      "1", Presence::optional},
     [](const SpecNode& value, Reading& reading, GatePolicy& gate) {
       set(gate.extend, read_count(value, reading, most_looks));
     }},
    {{"pairing", "pairing", "Paired mode: what makes a pair; `auto` is slices.", "auto", "slices",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, GatePolicy& /*gate*/) {
       // Both words mean the same while no step speaks to a language model.
       read_word<PairingChoice>(value, reading, pairing_words, pairings_not_yet);
     }},
});

constexpr std::array<std::string_view, 1> formats_not_yet{"html"};

void read_formats(const SpecNode& node, Reading& reading, ReportOptions& reports) {
  if (!is_list(node, reading, "a list of formats")) {
    return;
  }
  reports.formats.clear();
  std::set<std::string> seen;
  for (const SpecNode& item : node.items) {
    const std::optional<std::string> name = read_text(item, reading);
    if (!name) {
      continue;
    }
    const auto& formats = reading.vocabulary.formats;
    if (std::ranges::find(formats, *name) == formats.end()) {
      fail_word(item, reading, formats, formats_not_yet);
    } else if (!seen.insert(*name).second) {
      reading.fail(item.where, "the format '" + *name + "' stands here twice", "remove one");
    } else {
      reports.formats.push_back(*name);
    }
  }
}

constexpr auto report_keys = std::to_array<Key<ReportOptions>>({
    {{"dir", "file", "Folder of the reports, relative to the working directory.", "loadgate-report",
      "out", Presence::optional},
     [](const SpecNode& value, Reading& reading, ReportOptions& reports) {
       set(reports.dir, read_text(value, reading));
     }},
    {{"formats", "formats", "Which reports are written.", "[markdown, junit, json]", "[json]",
      Presence::optional},
     read_formats},
    not_yet<ReportOptions>("project"),
});

}  // namespace

std::optional<Policy> read_policy(const SpecNode& node, Reading& reading) {
  return read_word<Policy>(node, reading, policy_words);
}

void read_baseline(const SpecNode& node, Reading& reading, BaselinePolicy& baseline) {
  if (read_mapping<BaselinePolicy>(node, "baseline", baseline_keys, reading, baseline) &&
      baseline.max_runs < baseline.min_runs) {
    reading.fail(node.where, "'max_runs' is below 'min_runs'",
                 "a pool would never be large enough");
  }
}

void read_gate(const SpecNode& node, Reading& reading, GatePolicy& gate) {
  read_mapping<GatePolicy>(node, "gate", gate_keys, reading, gate);
}

void read_reports(const SpecNode& node, Reading& reading, ReportOptions& reports) {
  read_mapping<ReportOptions>(node, "reports", report_keys, reading, reports);
}

std::vector<MappingDescription> describe_gate() {
  return {
      describe<BaselinePolicy>("baseline", "The pool of accepted runs.", {}, baseline_keys),
      describe<GatePolicy>("gate", "How the whole gate decides.", {}, gate_keys),
      describe<ReportOptions>("reports", "What is written besides the console.", {}, report_keys)};
}

}  // namespace loadgate
