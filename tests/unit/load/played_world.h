// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "load/doors.h"
#include "load/paired.h"
#include "run/check_rows.h"
#include "spec/find_target.h"
#include "support/spec_builder.h"

/// A world for the engine in which hours pass in a moment: a clock that stands still unless
/// somebody waits, and a server that is a function.
namespace loadgate::testing {

class PlayedClock : public Clock {
 public:
  Instant now() override { return now_; }
  Timestamp wall() override { return Timestamp{.nanoseconds = now_}; }
  void sleep_until(Instant moment) override { advance_to(moment); }
  void advance_to(Instant moment) { now_ = std::max(now_.load(), moment); }
  void advance(Nanoseconds duration) { now_ += duration.count(); }

 private:
  std::atomic<Instant> now_{1'000'000'000'000};
};

inline constexpr Nanoseconds forever{std::numeric_limits<std::int64_t>::max() / 4};

/// What the played server does with one request.
struct Reply {
  int status = 200;
  std::string body{};
  Nanoseconds after = milliseconds(1);
  std::vector<std::pair<std::string, std::string>> headers{};
  Outcome outcome = Outcome::ok;  ///< not ok: the connection failed, after that time
  std::string detail{};
  bool is_http2 = false;
  std::int64_t hops = 0;
  std::vector<std::string> hop_cookies{};
  Nanoseconds read_late{-1};    ///< its last bytes had waited for so long
  Nanoseconds handshake_own{};  ///< of a new connection, as tls_own
};

using Server = std::function<Reply(const WireRequest& request)>;

class PlayedTransport : public Transport {
 public:
  PlayedTransport(PlayedClock& clock, Server& server, const TransportOptions& options,
                  std::vector<std::uint64_t>& forgotten_jars)
      : clock_(clock),
        server_(server),
        connections_(options.connections),
        may_follow_(options.may_follow),
        forgotten_jars_(forgotten_jars) {}

  void start(std::uint64_t token, WireRequest request) override {
    EXPECT_LT(under_way_.size(), connections_) << "more requests than connections";
    const Reply reply = server_(request);
    const bool times_out = reply.after > request.timeout;
    const Instant now = clock_.now();
    Exchange exchange{};
    exchange.token = token;
    exchange.outcome = times_out ? Outcome::timeout_total : reply.outcome;
    exchange.detail = times_out ? "timed out" : reply.detail;
    exchange.status = exchange.outcome == Outcome::ok ? reply.status : 0;
    exchange.dispatched = now;
    exchange.connected = now;
    exchange.finished = now + std::min(reply.after, request.timeout).count();
    exchange.first_byte = exchange.outcome == Outcome::ok ? exchange.finished : -1;
    exchange.first_body_byte = exchange.first_byte;
    exchange.connect_time = -1;
    exchange.tls_time = -1;
    exchange.is_http2 = reply.is_http2;
    exchange.bytes_in = reply.body.size();
    exchange.body = reply.body.substr(0, request.keep_body);
    exchange.is_cut = reply.body.size() > request.keep_body;
    exchange.headers = reply.headers;
    while (exchange.hops < reply.hops && exchange.outcome != Outcome::cut) {
      const bool may_follow = !may_follow_ || may_follow_();
      exchange.hops += may_follow ? 1 : 0;
      exchange.outcome = may_follow ? exchange.outcome : Outcome::cut;
    }
    exchange.hop_cookies = reply.hop_cookies;
    exchange.rx_age = reply.read_late.count();
    exchange.tls_own = reply.handshake_own.count();
    exchange.tls_time = reply.handshake_own.count() > 0 ? reply.handshake_own.count() : -1;
    exchange.connect_time = exchange.tls_time;
    under_way_.push_back(std::move(exchange));
  }

  void wait(Instant deadline, std::vector<Exchange>& ended) override {
    const auto first = std::ranges::min_element(under_way_, {}, &Exchange::finished);
    if (first == under_way_.end() || first->finished > deadline) {
      clock_.advance_to(deadline);
    } else {
      clock_.advance_to(first->finished);
    }
    const auto [due, last] = std::ranges::stable_partition(
        under_way_, [this](const Exchange& exchange) { return exchange.finished > clock_.now(); });
    std::move(due, last, std::back_inserter(ended));
    under_way_.erase(due, last);
  }

  void abandon(std::vector<Exchange>& ended) override {
    for (Exchange& exchange : under_way_) {
      exchange.outcome = Outcome::cut;
      exchange.status = 0;
      exchange.finished = clock_.now();
      ended.push_back(std::move(exchange));
    }
    under_way_.clear();
  }

  void forget_cookies(std::uint64_t jar) override { forgotten_jars_.push_back(jar); }

  std::size_t under_way() const override { return under_way_.size(); }
  std::uint64_t stalls() const override { return 0; }
  std::int64_t longest_stall() const override { return 0; }

 private:
  PlayedClock& clock_;
  Server& server_;
  std::size_t connections_;
  std::function<bool()> may_follow_;
  std::vector<std::uint64_t>& forgotten_jars_;
  std::vector<Exchange> under_way_;
};

class RecordingListener : public ProgressListener {
 public:
  void update(const Progress& progress) override {
    phases.emplace_back(progress.phase);
    last = progress;
  }
  void note(std::string_view text) override { notes.emplace_back(text); }

  std::vector<std::string> phases;
  std::vector<std::string> notes;
  Progress last{};
};

/// Whatever the engine writes, a run file's reader takes.
inline Result<Run> consistent(Result<Run> run) {
  if (const auto mistake = run ? contradiction_in_rows(*run) : std::nullopt) {
    ADD_FAILURE() << mistake->list << ": entry " << mistake->row << ": " << mistake->what;
  }
  return run;
}

/// Everything that a run needs, played. Change fields, then `run` or `pass`.
class PlayedWorld {
 public:
  explicit PlayedWorld(Server answering = [](const WireRequest&) { return Reply{}; })
      : server([this, answering = std::move(answering)](const WireRequest& request) {
          requests.push_back(request);
          sent_at.push_back(clock.now());
          return answering(request);
        }) {}

  Result<Run> try_run(const Plan& of) { return consistent(execute(context(of), doors())); }
  /// Of a spec whose preflight is off.
  Run run(Spec spec) {
    spec.load.preflight = false;
    plan = make_plan(std::move(spec)).value();
    return try_run(plan).value();
  }
  Result<std::vector<PassStep>> pass(Spec spec, std::string_view scenario = {}) {
    plan = make_plan(std::move(spec)).value();
    return run_pass(context(plan), scenario, doors());
  }

  LoadContext context(const Plan& of) {
    std::vector<std::string> urls;
    for (const Target* target : all_targets(of.spec)) {
      urls.push_back(scheme + "://" + (target->name.empty() ? "target" : target->name) + ":8080" +
                     target_path);
    }
    return LoadContext{.plan = of,
                       .outside = outside,
                       .target_urls = std::move(urls),
                       .secrets = secrets,
                       .progress = listener,
                       .stop = stop,
                       .leave = leave};
  }
  Doors doors() {
    return Doors{
        .clock = clock,
        .resolve = [this](std::string_view url, const std::atomic<int>&) -> Result<Endpoint> {
          const std::size_t begin = url.find("//") + 2;
          return Endpoint{.scheme = scheme,
                          .host = std::string(url.substr(begin, url.find(':', begin) - begin)),
                          .port = 8080,
                          .addresses = {"::1"}};
        },
        .open = [this](const TransportOptions& asked) -> Result<std::unique_ptr<Transport>> {
          options.push_back(asked);
          return std::make_unique<PlayedTransport>(clock, server, asked, forgotten_jars);
        },
        .usable_cores = 1,
        .may_spin = false};
  }

  /// "GET /a", in the order in which they were sent.
  std::vector<std::string> sent() const {
    std::vector<std::string> lines;
    for (const WireRequest& request : requests) {
      lines.push_back(request.method + " " + path_of(request));
    }
    return lines;
  }
  static std::string path_of(const WireRequest& request) {
    return request.url.substr(request.url.find('/', std::string_view("https://").size()));
  }

  PlayedClock clock;
  std::string scheme = "http";
  std::string target_path{};
  Outside outside;
  Secrets secrets;
  RecordingListener listener;
  std::atomic<int> stop{0};
  std::atomic<int> leave{0};
  Plan plan;
  std::vector<WireRequest> requests;
  std::vector<Instant> sent_at;
  std::vector<TransportOptions> options;
  std::vector<std::uint64_t> forgotten_jars;
  Server server;
};

inline std::vector<Outcome> outcomes(const Run& run) {
  std::vector<Outcome> all;
  std::ranges::transform(run.samples, std::back_inserter(all), &Sample::outcome);
  return all;
}

inline std::size_t count(const Run& run, Outcome outcome) {
  return static_cast<std::size_t>(std::ranges::count(run.samples, outcome, &Sample::outcome));
}

inline std::size_t count(const Run& run, FlowEnd end) {
  return static_cast<std::size_t>(std::ranges::count(run.flows, end, &Flow::end));
}

/// The small spec with another load.
inline Spec spec_with(std::vector<Phase> phases) {
  Spec spec = small_spec();
  spec.load.phases = std::move(phases);
  return spec;
}

/// The small spec with these steps, at 10/s for one second.
inline Spec spec_with_steps(std::vector<Step> steps) {
  Spec spec = spec_with({open_phase("load", per_second(10), seconds(1))});
  spec.scenarios = {scenario("main", std::move(steps))};
  return spec;
}

inline Capture capture(std::string name, CaptureKind kind, std::string expression) {
  return Capture{
      .name = std::move(name), .kind = kind, .expression = std::move(expression), .where = nowhere};
}

inline Header header(std::string name, Template value) {
  return Header{.name = std::move(name), .value = std::move(value)};
}

}  // namespace loadgate::testing
