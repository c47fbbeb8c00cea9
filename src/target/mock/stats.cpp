// SPDX-License-Identifier: Apache-2.0
#include "target/mock/stats.h"

#include <array>
#include <string_view>

#include "base/encoding.h"

namespace loadgate::mock {
namespace {

constexpr std::array<std::string_view, outcome_count> outcome_names = {
    "waiting", "answered", "corrupted", "half", "reset", "hung", "gone"};

std::string json_string(std::string_view text) {
  // Appended, not summed: g++ 12 warns wrongly about a literal + temporary here.
  std::string result = "\"";
  result += json_escape(to_utf8(text));
  result += '"';
  return result;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  std::string_view comma;
  for (const std::string& text : texts) {
    list.append(comma).append(json_string(text));
    comma = ",";
  }
  return list + "]";
}

std::string in_nanoseconds(std::optional<Nanoseconds> duration) {
  return duration ? std::to_string(duration->count()) : "null";
}

std::string render_tally(const Tally& tally) {
  std::string text = "\"requests\":" + std::to_string(tally.requests) +
                     ",\"limited\":" + std::to_string(tally.limited) + ",\"statuses\":{";
  std::string_view comma;
  for (const auto& [status, count] : tally.statuses) {
    text.append(comma).append("\"" + std::to_string(status) + "\":" + std::to_string(count));
    comma = ",";
  }
  text += "},\"outcomes\":{";
  std::uint64_t ended = 0;
  for (std::size_t i = 1; i < outcome_count; ++i) {
    ended += tally.outcomes[i];
    text.append(json_string(outcome_names[i]))
        .append(":" + std::to_string(tally.outcomes[i]) + ",");
  }
  return text + "\"waiting\":" + std::to_string(tally.requests - ended) + "}";
}

std::string render_totals(const RouteTotals& totals, std::string_view route) {
  return "{\"route\":" + json_string(route) + "," + render_tally(totals.load) + ",\"preflight\":{" +
         render_tally(totals.preflight) + "}}";
}

std::string render_request(const RecordedRequest& request, std::string_view route) {
  std::optional<Nanoseconds> service;
  if (request.ended) {
    service = *request.ended - request.received;
  }
  return "{\"number\":" + std::to_string(request.number) + ",\"route\":" + json_string(route) +
         ",\"method\":" + json_string(request.method) + ",\"path\":" + json_string(request.path) +
         ",\"user_agent\":" + json_string(request.user_agent) +
         ",\"content_type\":" + json_string(request.content_type) +
         ",\"accept_encoding\":" + json_string(request.accept_encoding) +
         ",\"cookie\":" + json_list(request.cookies) +
         ",\"credential\":" + json_string(request.credential) +
         ",\"session\":" + std::to_string(request.session) +
         ",\"body\":" + json_string(request.body) +
         ",\"connection\":" + std::to_string(request.connection) +
         ",\"in_flight\":" + std::to_string(request.in_flight) +
         ",\"is_limited\":" + (request.is_limited ? "true" : "false") +
         ",\"is_preflight\":" + (request.traffic == Traffic::preflight ? "true" : "false") +
         ",\"status\":" + std::to_string(request.status) +
         ",\"outcome\":" + json_string(outcome_names[static_cast<std::size_t>(request.outcome)]) +
         ",\"received_ns\":" + in_nanoseconds(request.received) +
         ",\"due_ns\":" + in_nanoseconds(request.due) +
         ",\"answered_ns\":" + in_nanoseconds(request.ended) +
         ",\"service_ns\":" + in_nanoseconds(service) + "}";
}

}  // namespace

std::string render_stats(const Record& record, std::span<const MockRoute> routes) {
  std::vector<std::string> names;
  for (const MockRoute& route : routes) {
    names.push_back(route.method + " " + route.path);
  }
  names.emplace_back("no route");
  std::string text =
      "{\"schema\":\"loadgate.mock_stats.v1\",\"arrivals\":" + std::to_string(record.arrivals()) +
      ",\"recorded\":" + std::to_string(record.requests().size()) + ",\"totals\":[";
  std::string_view comma;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text.append(comma).append(render_totals(record.totals()[i], names[i]));
    comma = ",\n";
  }
  text += "],\"requests\":[";
  comma = "\n";
  for (const RecordedRequest& request : record.requests()) {
    text.append(comma).append(render_request(request, names[request.route]));
    comma = ",\n";
  }
  return text + "]}\n";
}

}  // namespace loadgate::mock
