// SPDX-License-Identifier: Apache-2.0
#include "run/condensed_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "run/columns.h"
#include "run/readings.h"

namespace loadgate {

/// Counts by bucket.
struct HistogramText {
  std::uint64_t buckets = 0;  ///< that are not empty
  std::string numbers = {};   ///< column of buckets
  std::string counts = {};    ///< column
};

struct ReadingText {
  std::string name;
  HistogramText exact;
  HistogramText at_least;
};

struct ScopeText {
  std::uint16_t phase;
  std::uint16_t step;
  std::uint16_t data_class;
  std::vector<std::uint64_t> ends;
  std::uint64_t dispatched;
  std::uint64_t in_time;
  std::uint64_t first_errors;
  std::uint64_t unseen;
  std::vector<ReadingText> readings;
};

struct SliceText {
  std::uint64_t started;
  std::uint64_t errors;
  HistogramText latencies;
};

template <>
struct JsonFields<HistogramText> {
  static void visit(auto& fields, auto& histogram) {
    fields("buckets", histogram.buckets);
    fields("numbers", histogram.numbers);
    fields("counts", histogram.counts);
  }
};

template <>
struct JsonFields<ReadingText> {
  static void visit(auto& fields, auto& reading) {
    fields("name", reading.name);
    fields("exact", reading.exact);
    fields("at_least", reading.at_least);
  }
};

template <>
struct JsonFields<ScopeText> {
  static void visit(auto& fields, auto& scope) {
    fields("phase", scope.phase);
    fields("step", scope.step);
    fields("class", scope.data_class);
    fields("ends", scope.ends);
    fields("dispatched", scope.dispatched);
    fields("in_time", scope.in_time);
    fields("first_errors", scope.first_errors);
    fields("unseen", scope.unseen);
    fields("readings", scope.readings);
  }
};

template <>
struct JsonFields<SliceText> {
  static void visit(auto& fields, auto& slice) {
    fields("started", slice.started);
    fields("errors", slice.errors);
    fields("latencies", slice.latencies);
  }
};

namespace {

struct CondensedText {
  std::int64_t slice_seconds = 1;
  std::vector<ScopeText> scopes = {};
  std::vector<SliceText> slices = {};
};

void visit(auto& fields, auto& condensed) {
  fields("slice_seconds", condensed.slice_seconds);
  fields("scopes", condensed.scopes);
  fields("slices", condensed.slices);
}

/// More is damage: a sum of such counts still fits 64 bits.
constexpr std::int64_t most_counted = std::int64_t{1} << 48;

HistogramText text_of(const std::vector<BucketCount>& counted) {
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> counts;
  for (const BucketCount& bucket : counted) {
    numbers.push_back(bucket.bucket);
    counts.push_back(static_cast<std::int64_t>(bucket.count));
  }
  return {.buckets = counted.size(),
          .numbers = encode_column(numbers),
          .counts = encode_column(counts)};
}

Result<std::vector<BucketCount>> counts_in(const HistogramText& text, Buckets buckets) {
  if (text.buckets > buckets.end()) {
    return invalid_input("more buckets than there are");
  }
  ASSIGN_OR_RETURN(const auto numbers, decode_column(text.numbers, text.buckets));
  ASSIGN_OR_RETURN(const auto counts, decode_column(text.counts, text.buckets));
  std::vector<BucketCount> counted;
  std::int64_t next = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool is_good = numbers[i] >= next && numbers[i] < buckets.end() && counts[i] > 0 &&
                         counts[i] < most_counted;
    if (!is_good) {
      return invalid_input("expected buckets in order, each with a count");
    }
    next = numbers[i] + 1;
    counted.push_back({.bucket = static_cast<std::uint32_t>(numbers[i]),
                       .count = static_cast<std::uint64_t>(counts[i])});
  }
  return counted;
}

/// The names of what is counted in a scope: those of requests or of flows.
std::vector<std::string_view> names_of_readings(bool is_step) {
  std::vector<std::string_view> names;
  if (is_step) {
    std::ranges::transform(sample_readings(), std::back_inserter(names), &SampleReading::name);
  } else {
    std::ranges::transform(flow_readings(), std::back_inserter(names), &FlowReading::name);
  }
  return names;
}

bool is_of_steps(const ScopeCounts& scope) {
  return scope.readings.size() == sample_readings().size();
}

ScopeText text_of(const ScopeCounts& scope) {
  ScopeText text{.phase = scope.phase,
                 .step = scope.step,
                 .data_class = scope.data_class,
                 .ends = scope.ends,
                 .dispatched = scope.dispatched,
                 .in_time = scope.in_time,
                 .first_errors = scope.first_errors,
                 .unseen = scope.unseen,
                 .readings = {}};
  const std::vector<std::string_view> names = names_of_readings(is_of_steps(scope));
  for (std::size_t row = 0; row < names.size(); ++row) {
    const ReadingCounts& counts = scope.readings[row];
    if (counts.exact.count() + counts.at_least.count() > 0) {
      text.readings.push_back({.name = std::string(names[row]),
                               .exact = text_of(counts.exact.counts()),
                               .at_least = text_of(counts.at_least.counts())});
    }
  }
  return text;
}

/// Turns the texts of one scope into counts.
class ScopeReader {
 public:
  ScopeReader(const Run& run, JsonReader& reader) : run_(run), reader_(reader) {}

  ScopeCounts read(const ScopeText& text) {
    const bool is_step = text.step < run_.steps.size();
    const std::vector<std::string_view> names = names_of_readings(is_step);
    ScopeCounts scope{.phase = text.phase,
                      .step = text.step,
                      .data_class = text.data_class,
                      .ends = text.ends,
                      .dispatched = text.dispatched,
                      .in_time = text.in_time,
                      .first_errors = text.first_errors,
                      .unseen = text.unseen,
                      .readings = std::vector<ReadingCounts>(names.size())};
    // A later version may know more ends; a file of an earlier one has fewer.
    scope.ends.resize(is_step ? all_outcomes().size() : 5);
    check_place(text);
    for (const ReadingText& reading : text.readings) {
      const auto place = std::ranges::find(names, reading.name);
      if (place != names.end()) {
        ReadingCounts& counts = scope.readings[static_cast<std::size_t>(place - names.begin())];
        fill(counts.exact, reading.exact);
        fill(counts.at_least, reading.at_least);
      }
    }
    return scope;
  }

 private:
  void check_place(const ScopeText& text) {
    const bool is_there = text.phase < run_.phases.size() &&
                          text.step < run_.steps.size() + run_.scenarios.size() &&
                          (text.data_class == no_class || text.data_class < run_.classes.size());
    if (!is_there) {
      reader_.fail("expected phases, steps and classes that the run has");
    }
  }
  void fill(Histogram& histogram, const HistogramText& text) {
    const auto counted = counts_in(text, three_digits);
    if (!counted) {
      return reader_.fail(counted.error().message);
    }
    for (const BucketCount& bucket : *counted) {
      histogram.add_to(bucket.bucket, bucket.count);
    }
  }

  const Run& run_;
  JsonReader& reader_;
};

void read_slices(const std::vector<SliceText>& texts, JsonReader& reader,
                 std::vector<SliceCounts>& slices) {
  for (const SliceText& text : texts) {
    const auto counted = counts_in(text.latencies, coarse_buckets);
    if (!counted) {
      return reader.fail(counted.error().message);
    }
    slices.push_back({.started = text.started, .errors = text.errors, .latencies = *counted});
  }
}

}  // namespace

void write_condensed(JsonWriter writer, const Condensed& condensed) {
  CondensedText text{.slice_seconds = condensed.slice_seconds};
  for (const ScopeCounts& scope : condensed.scopes) {
    text.scopes.push_back(text_of(scope));
  }
  for (const SliceCounts& slice : condensed.slices) {
    text.slices.push_back(
        {.started = slice.started, .errors = slice.errors, .latencies = text_of(slice.latencies)});
  }
  visit(writer, text);
}

void read_condensed(JsonReader reader, const Run& run, Condensed& condensed) {
  CondensedText text;
  visit(reader, text);
  constexpr std::int64_t widest_slice = std::int64_t{1} << 20;
  const bool is_power = text.slice_seconds > 0 && text.slice_seconds <= widest_slice &&
                        (text.slice_seconds & (text.slice_seconds - 1)) == 0;
  if (!is_power) {
    reader.member("slice_seconds").fail("expected a power of two");
  }
  condensed.slice_seconds = text.slice_seconds;
  JsonReader of_scopes = reader.member("scopes");
  ScopeReader scopes(run, of_scopes);
  for (const ScopeText& scope : text.scopes) {
    if (reader.is_good()) {
      condensed.scopes.push_back(scopes.read(scope));
    }
  }
  const auto place = [](const ScopeCounts& scope) {
    return std::tuple(scope.phase, scope.step, scope.data_class);
  };
  if (!std::ranges::is_sorted(condensed.scopes, std::less_equal(), place)) {
    of_scopes.fail("expected each phase, step and class once, in order");
  }
  JsonReader of_slices = reader.member("slices");
  read_slices(text.slices, of_slices, condensed.slices);
}

void describe_condensed(nlohmann::json& target) {
  JsonSchemaWriter fields(target);
  CondensedText text;
  visit(fields, text);
}

}  // namespace loadgate
