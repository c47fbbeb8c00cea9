// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "judge/judgement.h"
#include "metric/figures.h"

namespace loadgate {

/// Where the comparison came from, for the footer.
struct BaselineSummary {
  std::string described;  ///< "main@1a2b3c4", "working tree"
  std::uint64_t runs;
  std::int64_t age_days;  ///< at the end of the candidate run
  bool same_class;
  bool changed_in_tree;
  /// With the edited file of the working tree the verdict would be this one; empty: not edited, or
  /// not readable.
  std::string edited_verdict = {};
  std::string edited_headline = {};
};

/// Figures of one scope beside each other: what the tables and the histograms draw from.
struct ScopeSummary {
  ScopeFigures now;
  std::optional<ScopeFigures> baseline;  ///< of the pool's newest run
};

/// Whether the load of a phase was offered as planned: counted, for rates differ by rounding and
/// chance.
struct PhaseDelivery {
  std::string phase;
  std::uint64_t planned;  ///< flows
  std::uint64_t started;
};

/// Everything that a report shows; result.json (loadgate.result.v1) is exactly this value. No
/// clock, no environment: the same Report renders to the same bytes.
struct Report {
  std::string spec_name;
  std::string spec_file;
  std::string tool_version;
  Judgement judgement;
  int status;
  std::optional<BaselineSummary> baseline;
  std::string plan_digest;
  Provenance provenance;
  Testbed testbed;
  RunEnd end;
  std::string http_version;
  std::int64_t lag_p99;       ///< schedule lag, ns
  std::int64_t duration;      ///< ns, run's start to end
  std::string run_command;    ///< "loadgate check loadgate.yaml": to repeat it
  std::string baseline_file;  ///< where a first baseline would go
  std::vector<PhaseRow> phases;
  std::vector<ScopeSummary> scopes;
  std::vector<SecondRow> seconds;
  std::vector<ErrorExample> errors;  ///< masked
  std::vector<std::string> steps;    ///< names for ErrorExample's indices
  std::vector<std::string> phase_names;
  std::vector<std::string> warnings;  ///< of the run
  std::string failure = {};           ///< why the run did not come about, else empty; masked
  std::string failure_hint = {};      ///< what to do about it
  std::string description = {};       ///< the spec's own words for what it tests; may be empty
  std::vector<PhaseDelivery> deliveries = {};  ///< of the measured phases that plan their flows
  std::int64_t rx_age_p99 = -1;     ///< how long answers waited to be read, ns; -1 unknown
  std::int64_t canary_before = -1;  ///< p50 of an echo in this process, ns; -1 unknown
  std::int64_t canary_after = -1;
  std::string profile = {};    ///< of the spec; empty: its own load
  std::uint64_t runs = 1;      ///< repetitions that are judged together
  std::string old_build = {};  ///< its address, masked, where it was measured in turn; else empty
};

/// Of one candidate's runs, at least one: figures of all of them together, the rest of the first.
Report make_report(std::span<const Run> runs, Judgement judgement,
                   const std::optional<BaselineSummary>& baseline,
                   const std::optional<Baseline>& pool);

inline Report make_report(const Run& run, Judgement judgement,
                          const std::optional<BaselineSummary>& baseline,
                          const std::optional<Baseline>& pool) {
  return make_report(std::span(&run, 1), std::move(judgement), baseline, pool);
}

/// "checkout", under a profile "checkout (deploy)": what reports and annotations are headed with.
std::string title_of(const std::string& spec_name, const std::string& profile);
std::string title_of(const Report& report);

/// One row of the table of formats.
struct Format {
  std::string_view name;       ///< "markdown"
  std::string_view file_name;  ///< "report.md"
  std::string_view description;
  std::string (*render)(const Report& report);
};
std::span<const Format> all_formats();  ///< console, markdown, junit, json
const Format* find_format(std::string_view name);

enum class Color { off, on };
/// The console's text; `verbose` lists the rules that hold as well.
enum class Detail { brief, verbose };
std::string render_console(const Report& report, Color color, Detail detail);
std::string render_markdown(const Report& report);
std::string render_junit(const Report& report);
std::string render_json(const Report& report);

Result<Report> report_from_json(std::string_view json, std::string_view file);

/// The same words everywhere. Not escaped: each format escapes for its own place.
std::string headline(
    const Report& report);  ///< "add to cart is slower: p95 212 ms → 250 ms (+18 %, allowed +10 %)"
std::string sentence(const Finding& finding);  ///< "add to cart: p95 250 ms, +18 % over 212 ms
                                               ///< (allowed +10 %, at least +11 %)"

}  // namespace loadgate
