// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/units.h"
#include "spec/rule.h"
#include "spec/template.h"

namespace loadgate {

/// What the user asked for: the spec file as values, with positions. Options left out stay
/// `nullopt` or take the documented default; plan/ fills in the rest.

enum class HttpVersion { automatic, http1, http2 };
/// `automatic` may become another one later; `curl` stays.
enum class TransportChoice { automatic, curl };

struct Header {
  std::string name;
  Template value;
};

struct BearerAuth {
  Template token;
};
struct BasicAuth {
  Template user;
  Template password;
};
struct HeaderAuth {
  std::string name;
  Template value;
};
using Auth = std::variant<std::monostate, BearerAuth, BasicAuth, HeaderAuth>;

/// Files relative to the spec.
struct TlsOptions {
  std::string ca;
  std::string cert;
  std::string key;
  bool verify;
};

/// `target.start`: the service under test as a child process.
struct StartCommand {
  std::string command;
  std::vector<std::pair<std::string, Template>> environment;
  std::string ready_method;
  std::string ready_path;  ///< empty: ready when a TCP connection succeeds
  Nanoseconds within;
  Position where;
};

struct Target {
  Template url;      ///< empty parts only with `mock`
  std::string mock;  ///< the mock's config file, relative to the spec; empty: none
  HttpVersion http;
  Nanoseconds timeout;  ///< whole request
  Nanoseconds connect_timeout;
  std::optional<Nanoseconds> idle_timeout;
  std::vector<Header> headers;
  Auth auth;
  TlsOptions tls;
  std::optional<StartCommand> start;
  Position where;
  TransportChoice transport = TransportChoice::automatic;
};

enum class DataFormat { csv, jsonl };
enum class Pick { random, sequential };

struct DataSource {
  std::string name;
  DataFormat format;
  std::string file;  ///< relative to the spec
  Pick pick;
  Position where;
};

enum class CaptureKind { json, header, regex, cookie, status };

struct Capture {
  std::string name;
  CaptureKind kind;
  std::string expression;  ///< JSON pointer (RFC 6901), header or cookie name, regex (regex.h)
  Position where;
};

/// Inclusive range of status codes: `200` is 200-200, `2xx` 200-299.
struct StatusRange {
  int low;
  int high;
};

struct JsonExpectation {
  std::string pointer;
  BodyValue value;
};

struct Expectations {
  std::vector<StatusRange> status;  ///< empty: below 400
  std::vector<JsonExpectation> json;
  std::vector<Template> contains;
  std::optional<std::int64_t> max_bytes;
};

struct Pause {
  Nanoseconds low;
  Nanoseconds high;  ///< drawn uniformly; equal to `low` for a fixed pause
};

enum class OnError { stop_flow, go_on };

struct NoBody {};
struct TextBody {
  Template text;
};
struct JsonBody {
  BodyValue value;
};
using Body = std::variant<NoBody, TextBody, JsonBody>;

struct Step {
  std::string name;
  std::string method;
  Template path;                ///< begins with `/`, or a whole http(s) address of the same target
  std::vector<Header> headers;  ///< besides those of the target; the same name replaces
  Body body;
  std::vector<Capture> captures;
  Expectations expect;
  std::optional<Nanoseconds> timeout;
  OnError on_error;
  std::vector<Pause> pauses_before;
  Position where;
};

struct Scenario {
  std::string name;
  std::int64_t weight;
  std::vector<Step> steps;          ///< at least one
  std::vector<Pause> pauses_after;  ///< after the last step
  Position where;
};

enum class Arrivals { constant, poisson };

/// `to` makes a ramp.
struct OpenLoad {
  Rate rate;
  std::optional<Rate> to;
  Nanoseconds duration;
};
struct ClosedLoad {
  std::int64_t users;
  std::optional<std::int64_t> to;
  Nanoseconds duration;
};
struct IterationsLoad {
  std::int64_t iterations;  ///< flows in all, shared by the users
  std::int64_t users;
};

struct Phase {
  std::string name;
  std::variant<OpenLoad, ClosedLoad, IterationsLoad> load;
  bool measure;
  Position where;
};

struct Load {
  std::uint64_t seed;
  Arrivals arrivals;
  std::vector<Phase> phases;  ///< at least one measured
  std::optional<std::int64_t> max_in_flight;
  bool preflight;
};

struct ReportOptions {
  std::string dir;                   ///< relative to the working directory
  std::vector<std::string> formats;  ///< names of the report table
};

struct Spec {
  std::string file;  ///< as the user named it; messages and annotations use it
  std::string name;
  std::string description;
  Target target;
  std::vector<DataSource> data;
  std::vector<Scenario> scenarios;  ///< at least one
  Load load;
  BaselinePolicy baseline;
  GatePolicy gate;
  std::vector<Rule> rules;  ///< the user's own; plan/ adds the default rules and the guard
  bool has_rules;           ///< `rules:` was written, even if it is empty
  ReportOptions reports;
};

}  // namespace loadgate
