// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report/report.h"

namespace loadgate {

/// Nothing to show in a cell.
inline constexpr std::string_view no_figure = "–";

/// "250 ms", "2.13 %", "64 KiB", "50.0/s", "181".
std::string value_text(double value, Unit unit);
/// As value_text, "≥ 10.0 s" if censored, a dash where there is none.
std::string figure_text(const std::optional<Figure>& figure, Unit unit);
/// "+18 %", "+0.5 pp", a dash where nothing was compared.
std::string change_text(const Finding& finding);
/// "+10 %", "+0.5 pp", "−5 %", "≤ 400 ms", "≥ 45.0/s"; "+10 % or 5.00 ms" where `min_delta` is what
/// decides.
std::string allowed_text(const Finding& finding);
/// The tolerance shown is one that warns and does not block.
bool only_warns(const Finding& finding);
/// How sure the state is, in the judge's words ("at least +11 %", "between −4 % and +24 %: too
/// noisy to say", "no more than +4 %"); of a limit the interval of its figure.
std::string sure_text(const Finding& finding);

/// "add to cart" of "buy/add to cart".
std::string_view short_step(std::string_view full_name);
/// What the metric is called in a sentence: "p95", "ttfb p95", "mean bytes in", "error rate
/// (timeout)".
std::string quantity_text(std::string_view metric);
/// "ask/question", of one class of its data "ask/question [short]".
std::string scope_text(const Finding& finding);
/// "steady", compared with something else than the baseline "after-spike vs steady".
std::string phase_text(const Finding& finding);
/// "latency.p95 · buy/add to cart · steady".
std::string rule_text(const Finding& finding);

/// The claim of a run that lacks nothing but a baseline.
inline constexpr std::string_view first_run_claim = "no baseline yet";
/// "loadgate baseline record loadgate.yaml --runs 8", as a shell reads it.
std::string record_command(const Report& report);

/// Why the run did not come to its end, in a sentence without a full stop; empty where it did.
std::string_view early_end_text(RunEnd end);

/// The headline in its two halves: "add to cart is slower", "p95 212 ms → 250 ms (…)".
struct Headline {
  std::string claim;
  std::string evidence;  ///< may be empty
};
Headline headline_parts(const Report& report);

}  // namespace loadgate
