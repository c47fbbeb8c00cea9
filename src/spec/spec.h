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
/// Client credentials (RFC 6749 §4.4): a token fetched once for all, and again before it expires.
struct OAuth2Auth {
  Template token_url;
  Template client_id;
  Template client_secret;
  Template scope;  ///< empty parts: none
};
using Auth = std::variant<std::monostate, BearerAuth, BasicAuth, HeaderAuth, OAuth2Auth>;

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
  std::string name = {};       ///< of `targets`; empty: the main one
  bool keeps_cookies = false;  ///< a jar for each user
  std::int64_t redirects = 0;  ///< followed at most, to the same target only
  Template against = {};       ///< the main one's old build; no parts, or empty text: none
};

/// `provisioned`: rows are gained before the load, by the spec's `provision`.
enum class DataFormat { csv, jsonl, provisioned };
/// `unique`: one row a user (phases of `users`) or a flow (`rate`, `iterations`), once in a run.
enum class Pick { random, sequential, unique };

struct DataSource {
  std::string name;
  DataFormat format;
  std::string file;  ///< relative to the spec
  Pick pick;
  Position where;
  std::string weight_column = {};  ///< `random` draws rows by it; empty: all alike
  std::string class_column = {};   ///< figures for each of its values; empty: none
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

/// A file that holds a JSON Schema, relative to the spec.
struct SchemaFile {
  std::string file;
  Position where;
};

struct Expectations {
  std::vector<StatusRange> status;  ///< empty: below 400
  std::vector<JsonExpectation> json;
  std::vector<Template> contains;
  std::optional<std::int64_t> max_bytes;
  std::vector<Template> not_contains = {};
  std::vector<std::string> matches = {};      ///< RE2, anywhere in the body
  std::vector<std::string> not_matches = {};  ///< RE2
  std::vector<Header> headers = {};           ///< names, and patterns (glob.h) of their values
  std::optional<SchemaFile> json_schema = {};
};

/// When a polled answer is the one that was waited for.
struct PollCondition {
  CaptureKind source;      ///< json, header or status
  std::string expression;  ///< JSON pointer or header name
  bool is_equal;           ///< `==`, else `!=`
  Template value;
  std::string text;  ///< as it was written
};

/// Requests are repeated until the condition holds; each is a sample, the whole time is `wait`.
struct Poll {
  PollCondition until;
  Nanoseconds every;          ///< from the end of an answer to the next request
  std::int64_t max_requests;  ///< reached without the condition: the step has failed
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
/// `application/x-www-form-urlencoded`
struct FormBody {
  std::vector<std::pair<std::string, Template>> fields;
};
/// One part of `multipart/form-data`: a text, or a file relative to the spec.
struct MultipartPart {
  std::string name;
  Template text;
  std::string file;          ///< empty: the text
  std::string content_type;  ///< empty: none for texts, application/octet-stream for files
  Position where;
};
struct MultipartBody {
  std::vector<MultipartPart> parts;
};
/// The bytes of a file, relative to the spec, as they are.
struct FileBody {
  std::string file;
  Position where;
};
using Body = std::variant<NoBody, TextBody, JsonBody, FormBody, MultipartBody, FileBody>;

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
  std::string target = {};  ///< of `targets`; empty: the main one
  Position target_where = {};
  std::optional<Poll> poll = {};
  std::optional<std::int64_t> retries = {};    ///< instead of the load's
  std::optional<std::int64_t> redirects = {};  ///< instead of the target's
  std::string outcome = {};  ///< error class that is expected here: a success of its own kind
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

/// What a run may use up before it is stopped; checked before the run where the plan tells it.
struct Budget {
  std::optional<std::int64_t> requests = {};
  std::optional<Nanoseconds> time = {};
};

/// `error_rate > 20% for 5s`: the load stops, and the gate fails by the condition's name.
struct StopCondition {
  std::string text;    ///< as it was written
  std::string metric;  ///< of the metric table
  Statistic statistic;
  double limit;          ///< in the metric's base unit
  Nanoseconds duration;  ///< that it has to last
  Position where;
};

struct Load {
  std::uint64_t seed;
  Arrivals arrivals;
  std::vector<Phase> phases;  ///< at least one measured
  std::optional<std::int64_t> max_in_flight;
  bool preflight;
  std::int64_t retries = 0;  ///< of 429 and 503, after Retry-After or a seeded backoff
  Budget budget = {};
  std::vector<StopCondition> stop_when = {};
};

/// The same scenarios under another load: the spec's `load` with the profile's keys merged in.
struct Profile {
  std::string name;
  Load load;
  Position where;
};

/// Phase one of two: credentials are made before the load, one for each user, and released after.
struct Provision {
  std::int64_t count;
  Rate rate;  ///< flows; below the provider's limit
  std::int64_t retries;
  Scenario steps;    ///< its captures are the columns of the data source `provisioned`
  Scenario release;  ///< for each row; may have no step
  Position where;
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
  std::vector<Target> targets = {};       ///< further ones, by name
  std::optional<Scenario> setup = {};     ///< once, before the load
  std::optional<Scenario> teardown = {};  ///< once, after it, however it ended
  std::optional<Provision> provision = {};
  std::vector<Profile> profiles = {};
  std::vector<Waiver> waivers = {};
  std::string profile = {};  ///< the one in force; empty: the spec's own load
};

}  // namespace loadgate
