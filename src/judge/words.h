// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "judge/judgement.h"

namespace loadgate {

/// A pool of this size makes an unseen machine's alarm rare (docs/statistics.md).
inline constexpr std::size_t preferred_runs = 8;

/// A figure as people read it, by its unit: "212 ms", "2.13 %".
std::string value_words(double value, Unit unit);
/// The same, "at least …" where it is censored.
std::string figure_words(const Figure& figure, Unit unit);
/// "+18 %" or "+0.5 pp".
std::string change_words(const Change& change, double value);
/// The command that makes a baseline of the run's spec: "loadgate baseline record shop.yaml --runs
/// 8"; with more options where they are needed.
std::string record_command(const Run& run, const std::string& options = "--runs 8");
/// "1 run", "8 runs".
std::string count_words(std::size_t count, std::string_view singular);

}  // namespace loadgate
