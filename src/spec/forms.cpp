// SPDX-License-Identifier: Apache-2.0
#include "spec/forms.h"

#include <algorithm>
#include <array>

namespace loadgate {
namespace {

constexpr std::string_view text_schema = R"j({"type": ["string", "number", "boolean"]})j";
constexpr std::string_view texts_schema =
    R"j({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}})j";
constexpr std::string_view path_schema = R"j({"type": "string", "minLength": 1})j";

/// Values of one line.
constexpr auto scalar_forms = std::to_array<Form>({
    {"version", "`1`", R"j({"enum": [1, "1"]})j"},
    {"text", "text", text_schema},
    {"name", "text of at most 100 printable characters",
     R"j({"type": ["string", "number", "boolean"], "maxLength": 100})j"},
    {"file name", "letters, digits, `-`, `_`, `.`",
     R"j({"type": ["string", "number"], "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"})j"},
    {"file", "a path", path_schema},
    {"column", "the name of a column", path_schema},
    {"media type", "`image/png`", R"j({"type": "string", "pattern": "^[^/]+/[^/]+$"})j"},
    {"ref", "`auto`, `tree` or a git ref", path_schema},
    {"template", "text with `${…}`", text_schema},
    {"pattern", "text with `*` and `?`", path_schema},
    {"request line", "`GET /path`",
     R"j({"type": "string", "pattern": "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) +\\S"})j"},
    {"finding", "a finding without its last word, or `step` and a step that is gone",
     R"j({"type": "string",
       "pattern": "^(step .+|(gate|baseline)\\.[^ ]+|[^ ]+ .+ \\[.+\\])$"})j"},
    {"date", "`2026-12-31`", R"j({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"})j"},
    {"duration", "`250ms`, `1.5s`, `2m`, `1h`",
     R"j({"type": "string", "pattern": "^[0-9.]+ *(ns|us|µs|ms|s|m|h|d)$"})j"},
    {"condition", "`json:/pointer`, `header:Name` or `status`, then `==` or `!=` and a value",
     R"j({"type": "string", "pattern": "^(status|json:[^ ]*|header:[^ ]+) (==|!=) "})j"},
    {"pause", "`1s` or `500ms..2s`",
     R"j({"type": "string", "pattern":
       "^[0-9.]+ *(ns|us|µs|ms|s|m|h|d)(\\.\\.[0-9.]+ *(ns|us|µs|ms|s|m|h|d))?$"})j"},
    {"rate", "`50/s`, `3000/min`", R"j({"type": "string", "pattern": "^[0-9.]+ */(s|min|h)$"})j"},
    {"count", "`20`, `2k`, `1.5M`",
     R"j({"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9.]+ *[kM]?$"})j"},
    {"rate or count", "as the phase: `200/s`, or users",
     R"j({"type": ["integer", "string"], "minimum": 1})j"},
    {"size", "`512`, `64k`, `1M` bytes",
     R"j({"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9.]+ *[kMG]?$"})j"},
    {"percent", "`95%`", R"j({"type": "string", "pattern": "^[0-9.]+ *%$"})j"},
    {"metric", "`latency.p95`, `error_rate`, `error_rate.timeout`, `throughput`, …", {}},
    {"limit", "in the metric's unit: `400ms`, `1%`, `64k`, `50/s`",
     R"j({"type": ["integer", "string"], "minimum": 0})j"},
    {"difference", "in the metric's unit; of a percentage `0.5pp`",
     R"j({"type": ["integer", "string"], "minimum": 0})j"},
    {"tolerance", "`10%`; of a metric that is a percentage itself `0.5pp`",
     R"j({"type": "string", "pattern": "^[0-9.]+ *(%|pp)$"})j"},
});

/// One of a few words.
constexpr auto word_forms = std::to_array<Form>({
    {"switch", "`true`, `false`, `on`, `off`", R"j({"enum": [true, false, "on", "off"]})j"},
    {"http", "`auto`, `1.1`, `2`", R"j({"enum": ["auto", "1.1", "2", 1.1, 2]})j"},
    {"transport", "`auto`, `curl`", R"j({"enum": ["auto", "curl"]})j"},
    {"pick", "`random`, `sequential`, `unique`",
     R"j({"enum": ["random", "sequential", "unique"]})j"},
    {"arrivals", "`constant`, `poisson`", R"j({"enum": ["constant", "poisson"]})j"},
    {"on_error", "`stop`, `continue`", R"j({"enum": ["stop", "continue"]})j"},
    {"policy", "`pass`, `warn`, `fail`", R"j({"enum": ["pass", "warn", "fail"]})j"},
    {"on_mismatch", "`ignore`, `warn`, `inconclusive`, `fail`",
     R"j({"enum": ["ignore", "warn", "inconclusive", "fail"]})j"},
    {"pairing", "`auto`, `slices`", R"j({"enum": ["auto", "slices"]})j"},
    {"looks", "`0`, `1`, `2`", R"j({"enum": [0, 1, 2]})j"},
    {"multiplicity", "`holm`, `strict`, `none`", R"j({"enum": ["holm", "strict", "none"]})j"},
    {"policy_change", "`ignore`, `warn`, `fail`", R"j({"enum": ["ignore", "warn", "fail"]})j"},
    {"severity", "`error`, `warn`, `info`, `off`",
     R"j({"enum": ["error", "warn", "info", "off"]})j"},
});

/// Lists and mappings of names that the user chooses.
constexpr auto collection_forms = std::to_array<Form>({
    {"answer class", "`rate_limited`, `overloaded`, `auth`, `client_4xx`, `server_5xx`", {}},
    {"formats", "list of `console`, `markdown`, `junit`, `json`", {}},
    {"status", "`200`, `2xx`, or a list",
     R"j({"anyOf": [{"$ref": "#/$defs/one-status"},
       {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/one-status"}}]})j"},
    {"texts", "text with `${…}`, or a list",
     R"j({"anyOf": [{"type": ["string", "number", "boolean"]}, {"type": "array", "minItems": 1,
       "items": {"type": ["string", "number", "boolean"]}}]})j"},
    {"patterns", "a regular expression, or a list",
     R"j({"anyOf": [{"type": ["string", "number"]}, {"type": "array", "minItems": 1,
       "items": {"type": ["string", "number"]}}]})j"},
    {"header patterns", "mapping of names to text with `*`, `?` and `${…}`",
     R"j({"type": "object", "minProperties": 1,
       "additionalProperties": {"type": ["string", "number", "boolean"]}})j"},
    {"json values", "mapping of pointers to JSON",
     R"j({"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^(/.*)?$"}})j"},
    {"json body", "any JSON, with `${…}` in its texts", "{}"},
    {"conditions", "list of `error_rate > 20% for 5s`, `latency.p95 > 2s for 10s`",
     R"j({"type": "array", "minItems": 1, "items": {"type": "string", "pattern":
       "^ *(error_rate|latency\\.p[0-9.]+) +> +[^ ]+ +for +[^ ]+ *$"}})j"},
    {"headers", "mapping of names to text with `${…}`", texts_schema},
    {"variables", "mapping of names to text with `${…}`", texts_schema},
    {"form", "mapping of fields to text with `${…}`, or to lists of it",
     R"j({"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [
       {"type": ["string", "number", "boolean"]}, {"type": "array", "minItems": 1,
       "items": {"type": ["string", "number", "boolean"]}}]}})j"},
    {"multipart", "mapping of fields to text with `${…}`, [part](#part), or lists of them",
     R"j({"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [
       {"$ref": "#/$defs/one-part"},
       {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/one-part"}}]}})j"},
    {"captures",
     "mapping of names to `json:/pointer`, `header:Name`, `regex:(…)`, `cookie:Name` or `status`",
     R"j({"type": "object", "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"},
       "additionalProperties": {"type": "string",
         "pattern": "^(status$|json:|header:|regex:|cookie:)"}})j"},
    {"steps", "list of `GET /path`, [step](#step) and [pause](#pause)",
     R"j({"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"},
       {"$ref": "#/$defs/step"}, {"$ref": "#/$defs/pause"}]}})j"},
    {"scenarios", "mapping of names to [scenario](#scenario)",
     R"j({"type": "object", "minProperties": 1,
       "additionalProperties": {"$ref": "#/$defs/scenario"}})j"},
    {"data", "mapping of names to [data source](#data-source)",
     R"j({"type": "object", "additionalProperties": {"$ref": "#/$defs/data-source"}})j"},
    {"profiles", "mapping of names to [profile](#profile)",
     R"j({"type": "object",
       "propertyNames": {"pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*$", "maxLength": 100},
       "additionalProperties": {"$ref": "#/$defs/profile"}})j"},
    {"phases", "list of [phase](#phase)",
     R"j({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/phase"}})j"},
    {"rules", "list of [rule](#rule)", R"j({"type": "array", "items": {"$ref": "#/$defs/rule"}})j"},
    {"waivers", "list of [waiver](#waiver)",
     R"j({"type": "array", "items": {"$ref": "#/$defs/waiver"}})j"},
});

/// A mapping with a table of its own.
constexpr auto mapping_forms = std::to_array<Form>({
    {"target", "an address, or [target](#target)",
     R"j({"anyOf": [{"type": "string"}, {"$ref": "#/$defs/target"}]})j"},
    {"targets", "mapping of names to an address, or to [target](#target) without `start`",
     R"j({"type": "object", "minProperties": 1,
       "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"},
       "additionalProperties": {"anyOf": [{"type": "string"}, {"allOf": [
         {"$ref": "#/$defs/target"}, {"not": {"required": ["start"]}}]}]}})j"},
    {"auth", "[auth](#auth)", R"j({"$ref": "#/$defs/auth"})j"},
    {"basic", "[basic](#basic)", R"j({"$ref": "#/$defs/basic"})j"},
    {"oauth2", "[oauth2](#oauth2)", R"j({"$ref": "#/$defs/oauth2"})j"},
    {"tls", "[tls](#tls)", R"j({"$ref": "#/$defs/tls"})j"},
    {"budget", "[budget](#budget)", R"j({"$ref": "#/$defs/budget"})j"},
    {"poll", "[poll](#poll)", R"j({"$ref": "#/$defs/poll"})j"},
    {"provision", "[provision](#provision)", R"j({"$ref": "#/$defs/provision"})j"},
    {"start", "[start](#start)", R"j({"$ref": "#/$defs/start"})j"},
    {"expect", "[expect](#expect)", R"j({"$ref": "#/$defs/expect"})j"},
    // Up to draft 7, what stands beside `$ref` is ignored.
    {"load", "[load](#load)",
     R"j({"allOf": [{"$ref": "#/$defs/load"}], "anyOf": [{"required": ["phases"]},
       {"required": ["rate", "for"]}, {"required": ["users", "for"]},
       {"required": ["iterations"]}]})j"},
    {"load of a profile", "some keys of [load](#load)",
     R"j({"allOf": [{"$ref": "#/$defs/load"}], "minProperties": 1})j"},
    {"baseline", "[baseline](#baseline)", R"j({"$ref": "#/$defs/baseline"})j"},
    {"gate", "[gate](#gate)", R"j({"$ref": "#/$defs/gate"})j"},
    {"reports", "[reports](#reports)", R"j({"$ref": "#/$defs/reports"})j"},
});

}  // namespace

const Form* find_form(std::string_view name) {
  for (const std::span<const Form> forms :
       {std::span<const Form>(scalar_forms), std::span<const Form>(word_forms),
        std::span<const Form>(collection_forms), std::span<const Form>(mapping_forms)}) {
    const auto form = std::ranges::find(forms, name, &Form::name);
    if (form != forms.end()) {
      return &*form;
    }
  }
  return nullptr;
}

}  // namespace loadgate
