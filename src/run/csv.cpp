// SPDX-License-Identifier: Apache-2.0
#include "run/csv.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "run/timestamp.h"

namespace loadgate {
namespace {

/// A request and the run that it is of.
struct Row {
  const Run& run;
  const Sample& sample;
};

struct CsvColumn {
  std::string_view name;
  std::string_view description;  ///< for docs/csv.md
  std::string (*cell)(const Row& row);
};

/// Names come from the spec, which may be a stranger's: a spreadsheet takes what begins like this
/// for a formula (OWASP, CSV injection).
bool looks_like_a_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

std::string text_cell(std::string_view raw) {
  std::string text = to_utf8(raw);
  text.insert(0, looks_like_a_formula(text) ? "'" : "");
  if (text.find_first_of("\",\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return quoted + "\"";
}

/// Empty for what never came to be.
std::string time_cell(std::int64_t nanoseconds) {
  return nanoseconds < 0 ? std::string() : std::to_string(nanoseconds);
}

/// The wall clock of the shard that sent it: each counts its times from its own start.
Timestamp start_of(const Row& row) {
  const Shards& shards = row.run.shards;
  if (shards.held.size() < 2) {
    return row.run.provenance.started_at;
  }
  const bool is_open = row.run.phases[row.sample.phase].kind == PhaseKind::open;
  const std::uint64_t number = is_open ? row.sample.sequence : row.sample.user;
  const auto part = std::ranges::find(shards.held, number % shards.count, &ShardPart::index);
  return part == shards.held.end() ? row.run.provenance.started_at : part->started_at;
}

template <auto Member>
std::string time_of(const Row& row) {
  return time_cell(row.sample.*Member);
}
template <auto Member>
std::string number_of(const Row& row) {
  return std::to_string(row.sample.*Member);
}

constexpr std::array csv_columns{
    CsvColumn{"phase", "name of the phase",
              [](const Row& row) { return text_cell(row.run.phases[row.sample.phase].name); }},
    CsvColumn{"step", "full name of the step, `scenario/step`",
              [](const Row& row) { return text_cell(row.run.steps[row.sample.step].full_name); }},
    CsvColumn{"class", "class of the data row, where its source has classes",
              [](const Row& row) {
                const std::uint16_t index = row.sample.data_class;
                return index < row.run.classes.size() ? text_cell(row.run.classes[index])
                                                      : std::string();
              }},
    CsvColumn{
        "sequence",
        "number of the flow: of the arrival over the whole plan in open phases, user + users × "
        "iteration in closed ones; the rows of one flow share phase and sequence",
        number_of<&Sample::sequence>},
    CsvColumn{"user", "number of the user in closed phases, 0 in open ones",
              number_of<&Sample::user>},
    CsvColumn{"outcome", "how the request ended: `ok`, or the class of its error",
              [](const Row& row) { return std::string(describe(row.sample.outcome).name); }},
    CsvColumn{"status", "HTTP status, 0 without an answer", number_of<&Sample::status>},
    CsvColumn{"started_at",
              "wall clock at `intended_ns`, RFC 3339 in UTC; of a merged run by the clock of the "
              "machine that sent it",
              [](const Row& row) {
                return write_exact_timestamp(
                    Timestamp{start_of(row).nanoseconds + row.sample.intended});
              }},
    CsvColumn{"intended_ns",
              "when it was planned to be sent; of later steps of a flow: when it was ready to be",
              time_of<&Sample::intended>},
    CsvColumn{"dispatched_ns", "when it was sent; empty: never", time_of<&Sample::dispatched>},
    CsvColumn{"connected_ns", "when its connection was ready", time_of<&Sample::connected>},
    CsvColumn{"first_byte_ns", "first byte of the answer's header", time_of<&Sample::first_byte>},
    CsvColumn{"first_body_byte_ns", "first byte of the answer's body",
              time_of<&Sample::first_body_byte>},
    CsvColumn{
        "finished_ns",
        "last byte, or when it failed; of `dropped`, `generator_dropped` and `cut` the end of the "
        "run",
        time_of<&Sample::finished>},
    CsvColumn{
        "latency_ns",
        "the metric `latency`: `finished_ns` less `intended_ns` for the first step of an open flow "
        "and what was never sent, less `dispatched_ns` otherwise",
        [](const Row& row) { return std::to_string(latency_of(row.sample)); }},
    CsvColumn{
        "is_censored",
        "1: no answer ever came, so its true latency is at least `latency_ns`; else 0",
        [](const Row& row) { return std::string(is_censored(row.sample.outcome) ? "1" : "0"); }},
    CsvColumn{"is_error", "1: counts in `error_rate`; else 0",
              [](const Row& row) { return std::string(is_error(row.sample.outcome) ? "1" : "0"); }},
    CsvColumn{"is_new_connection", "1: a connection was made for it; else 0",
              [](const Row& row) { return std::string(row.sample.is_new_connection ? "1" : "0"); }},
    CsvColumn{"connect_ns", "making the TCP connection, of new ones",
              time_of<&Sample::connect_time>},
    CsvColumn{"tls_ns", "the TLS handshake, of new connections", time_of<&Sample::tls_time>},
    CsvColumn{
        "rx_age_ns",
        "how long its last bytes waited in this machine before they were read, where the kernel "
        "tells",
        time_of<&Sample::rx_age>},
    CsvColumn{"wait_ns", "of the request that ended a `poll`: since the first of them was sent",
              time_of<&Sample::wait>},
    CsvColumn{"attempts", "how often it was sent, its retries included",
              number_of<&Sample::attempts>},
    CsvColumn{"first_outcome", "how the first attempt ended, where there were several",
              [](const Row& row) {
                return row.sample.attempts < 2
                           ? std::string()
                           : std::string(describe(row.sample.first_outcome).name);
              }},
    CsvColumn{"first_finished_ns", "when the first attempt ended, where there were several",
              time_of<&Sample::first_finished>},
    CsvColumn{"connect_own_ns",
              "of `connect_ns` loadgate's own: the connection was made, and not noticed yet",
              number_of<&Sample::connect_own>},
    CsvColumn{"tls_own_ns",
              "of `tls_ns` loadgate's own: what the server said was there, and not read yet",
              number_of<&Sample::tls_own>},
    CsvColumn{
        "first_own_ns",
        "how long the answer's first bytes waited before they were read, where its last came later",
        number_of<&Sample::first_own>},
    CsvColumn{"earlier_own_ns",
              "loadgate's own in redirects and attempts before the last: read late, sent late",
              number_of<&Sample::earlier_own>},
    CsvColumn{"wait_own_ns",
              "of `wait_ns` loadgate's own: of all its requests read late, sent late",
              number_of<&Sample::wait_own>},
    CsvColumn{"bytes_in", "size of the answer's body as it was received",
              number_of<&Sample::bytes_in>},
};

}  // namespace

Result<void> write_csv(const Run& run, const TextSink& sink) {
  if (run.condensed) {
    return invalid_input("the run has more requests than are kept: it holds histograms, no rows",
                         "LOADGATE_MOST_SAMPLES says how many are kept, 20,000,000 at most");
  }
  std::string line;
  for (const CsvColumn& column : csv_columns) {
    line += (line.empty() ? "" : ",") + std::string(column.name);
  }
  RETURN_IF_ERROR(sink(line + "\r\n"));
  for (const Sample& sample : run.samples) {
    line.clear();
    const Row row{.run = run, .sample = sample};
    for (const CsvColumn& column : csv_columns) {
      line += column.cell(row);
      line += ',';
    }
    line.back() = '\r';
    line += '\n';
    RETURN_IF_ERROR(sink(line));
  }
  return {};
}

std::string csv_reference() {
  std::string table = "| column | |\n|---|---|\n";
  for (const CsvColumn& column : csv_columns) {
    table += "| `" + std::string(column.name) + "` | " + std::string(column.description) + " |\n";
  }
  return table;
}

}  // namespace loadgate
