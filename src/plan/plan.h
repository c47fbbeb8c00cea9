// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/units.h"
#include "spec/spec.h"

namespace loadgate {

/// Rows of a data source. A cell keeps its JSON text where the file was JSONL, so that types live.
struct DataTable {
  std::string name;
  Pick pick;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< as wide as `columns`; none: of `provision`
  bool is_json;                                ///< cells are JSON texts, not plain strings
  std::string digest;                          ///< SHA-256 of the file
  /// Sums of the rows' weights up to each row; empty: all rows alike.
  std::vector<std::uint64_t> cumulative_weights = {};
  std::vector<std::uint16_t> row_classes = {};  ///< indices into Plan::classes; empty: none
};

/// Steps of all scenarios in one list; samples, figures and rules name a step by its index here.
struct PlannedStep {
  std::size_t scenario;
  std::size_t step;       ///< within the scenario
  std::string full_name;  ///< "buy/add to cart"
};

struct PlannedPhase {
  std::string name;
  bool measure;
  Nanoseconds duration;          ///< 0: until its iterations are done
  std::uint64_t first_sequence;  ///< of its arrivals, counted over the whole plan
  std::uint64_t arrivals;        ///< open: flows that start; iterations: flows in all; closed: 0
  /// What a planned look (plan/pairs.h) goes on after: random arrivals, ordinals of iterations.
  std::uint64_t continues_at = 0;
};

/// The settings a part was made from, in order: "phases[1].rate" -> "50/s". Two parts of different
/// digest are told apart by the first key that differs.
struct DigestPart {
  std::string name;    ///< "load" or the step's full name
  std::string digest;  ///< SHA-256 of the settings in canonical form
  std::vector<std::pair<std::string, std::string>> settings;
};

struct PlanDigest {
  std::string total;
  DigestPart load;
  std::vector<DigestPart> steps;
};

/// What will be done: every default filled in, every arrival computable. `spec.rules` holds the
/// default rules and the guard; `spec.load.max_in_flight` has a value.
struct Plan {
  Spec spec;
  std::vector<DataTable> data;
  std::vector<PlannedPhase> phases;
  std::vector<PlannedStep> steps;
  PlanDigest digest;
  std::vector<std::string> classes = {};  ///< of all data sources
  /// Bytes of the files that steps send or hold answers against, by their names in the spec.
  std::map<std::string, std::string> files = {};
};

/// One flow that starts at a planned moment.
struct Arrival {
  std::uint64_t sequence;
  std::size_t phase;
  std::size_t scenario;
  Nanoseconds intended;  ///< since the start of its phase
};

}  // namespace loadgate
