// SPDX-License-Identifier: Apache-2.0
#include "ci/shard.h"

#include <array>
#include <charconv>
#include <optional>

#include "base/encoding.h"
#include "ci/hosts.h"

namespace loadgate {
namespace {

constexpr std::uint64_t most_shards = 10'000;
constexpr std::string_view total_variable = "LOADGATE_SHARDS";

/// A pair of variables by which a system numbers its jobs.
struct Numbering {
  std::string_view index;
  std::string_view total;
  std::uint64_t first;  ///< the lowest index
};
constexpr std::array numberings{
    Numbering{"LOADGATE_SHARD", total_variable, 0},
    Numbering{"JOB_COMPLETION_INDEX", total_variable, 0},  // Kubernetes tells no total
    Numbering{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1},        // GitLab
};

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number && !text.empty() ? std::optional(number) : std::nullopt;
}

Result<Share> checked(std::optional<std::uint64_t> index, std::optional<std::uint64_t> total,
                      const std::string& said) {
  if (!index || !total || *total == 0 || *total > most_shards) {
    return invalid_input(said + " is no shard: expected k/K, K from 1 to 10,000",
                         "for three shards 0/3, 1/3 and 2/3");
  }
  if (*index >= *total) {
    return invalid_input(said + " is no shard: expected k from 0 to " + std::to_string(*total - 1),
                         "shards are counted from 0; --shard auto knows that GitLab counts from 1");
  }
  return Share{.index = *index, .count = *total};
}

/// "CI_NODE_INDEX=2 and CI_NODE_TOTAL=3"
std::string said_by(std::string_view index, const std::string& index_text, std::string_view total,
                    const std::string& total_text) {
  return std::string(index) + "=" + printable(index_text, 20) + " and " + std::string(total) + "=" +
         printable(total_text, 20);
}

Result<ShardChoice> share_by(const Numbering& numbering, const std::string& asked_total,
                             const Environment& environment) {
  const std::string index_text = variable_of(environment, numbering.index);
  const std::string own_total = variable_of(environment, numbering.total);
  const std::string total_text = asked_total.empty() ? own_total : asked_total;
  if (total_text.empty()) {
    return invalid_input(std::string(numbering.index) + " is set, and nothing tells of how many",
                         "say it: --shard auto/3, or set " + std::string(numbering.total));
  }
  const std::string said =
      said_by(numbering.index, index_text,
              asked_total.empty() ? numbering.total : std::string_view("--shard auto"), total_text);
  const std::optional<std::uint64_t> index = number_in(index_text);
  if (index && *index < numbering.first) {
    return invalid_input(said + ": expected an index from " + std::to_string(numbering.first));
  }
  ASSIGN_OR_RETURN(const Share share,
                   checked(index ? std::optional(*index - numbering.first) : index,
                           number_in(total_text), said));
  return ShardChoice{.share = share, .source = said};
}

Result<ShardChoice> find_in(const Environment& environment, const std::string& asked_total) {
  for (const Numbering& numbering : numberings) {
    if (!variable_of(environment, numbering.index).empty()) {
      return share_by(numbering, asked_total, environment);
    }
  }
  // A GitLab job that is not parallel has a total of 1 and no index.
  if (variable_of(environment, "CI_NODE_TOTAL") == "1") {
    return ShardChoice{.share = {}, .source = "CI_NODE_TOTAL=1"};
  }
  return invalid_input(
      "--shard auto: nothing here tells which shard this is",
      "it reads LOADGATE_SHARD with LOADGATE_SHARDS, JOB_COMPLETION_INDEX with LOADGATE_SHARDS "
      "(Kubernetes), CI_NODE_INDEX with CI_NODE_TOTAL (GitLab); in a GitHub matrix pass --shard "
      "${{ strategy.job-index }}/${{ strategy.job-total }}");
}

}  // namespace

Result<ShardChoice> choose_shard(std::string_view text, const Environment& environment) {
  const std::size_t slash = text.find('/');
  const std::string_view left = text.substr(0, slash);
  const std::string_view right =
      slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
  if (left == "auto" && (slash == std::string_view::npos || !right.empty())) {
    return find_in(environment, std::string(right));
  }
  ASSIGN_OR_RETURN(const Share share,
                   checked(number_in(left), number_in(right), "--shard " + printable(text, 40)));
  return ShardChoice{.share = share, .source = "--shard"};
}

}  // namespace loadgate
