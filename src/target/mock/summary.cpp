// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "target/mock/stats.h"

namespace loadgate::mock {
namespace {

struct Times {
  std::vector<Nanoseconds> service;
  std::vector<Nanoseconds> late;  ///< answered after it was due
};

/// Smallest value that at least `percent` of the sorted values do not exceed.
Nanoseconds nearest_rank(const std::vector<Nanoseconds>& sorted, std::size_t percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

void add_figure(std::string& text, std::string_view name, Nanoseconds value) {
  text.append(",\"").append(name).append("_ns\":").append(std::to_string(value.count()));
}

std::string render_times(Times times) {
  std::string text = "\"count\":" + std::to_string(times.service.size());
  if (times.service.empty()) {
    return text;
  }
  std::sort(times.service.begin(), times.service.end());
  std::sort(times.late.begin(), times.late.end());
  for (const std::size_t percent : {50U, 95U, 99U}) {
    add_figure(text, "p" + std::to_string(percent), nearest_rank(times.service, percent));
  }
  add_figure(text, "max", times.service.back());
  const auto over = std::count_if(times.late.begin(), times.late.end(), [](Nanoseconds late) {
    return late > std::chrono::milliseconds{1};
  });
  text += ",\"late\":{\"over_1ms\":" + std::to_string(over);
  add_figure(text, "p50", nearest_rank(times.late, 50));
  add_figure(text, "p99", nearest_rank(times.late, 99));
  add_figure(text, "max", times.late.back());
  return text + "}";
}

bool is_good_answer(const RecordedRequest& request) {
  return request.outcome == Outcome::answered && request.status < 400;
}

}  // namespace

std::string render_summary(const Record& record, std::span<const MockRoute> routes) {
  std::vector<Times> load(routes.size() + 1);
  std::vector<Times> preflight(routes.size() + 1);
  for (const RecordedRequest& request : record.requests()) {
    if (is_good_answer(request)) {
      Times& times = (request.traffic == Traffic::preflight ? preflight : load)[request.route];
      times.service.push_back(*request.ended - request.received);
      times.late.push_back(*request.ended - request.due);
    }
  }
  std::string text =
      "{\"schema\":\"loadgate.mock_summary.v1\",\"arrivals\":" + std::to_string(record.arrivals()) +
      ",\"recorded\":" + std::to_string(record.requests().size()) + ",\"routes\":[";
  std::string_view comma;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const std::string name = json_escape(routes[i].method + " " + routes[i].path);
    text.append(comma).append("{\"route\":\"" + name + "\",");
    text.append(render_times(std::move(load[i]))).append(",\"preflight\":{");
    text.append(render_times(std::move(preflight[i]))).append("}}");
    comma = ",\n";
  }
  return text + "]}\n";
}

}  // namespace loadgate::mock
