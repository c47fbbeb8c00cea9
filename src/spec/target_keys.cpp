// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "spec/mappings.h"

namespace loadgate {
namespace {

using namespace std::chrono_literals;

constexpr std::array http_words{Word<HttpVersion>{"auto", HttpVersion::automatic},
                                Word<HttpVersion>{"1.1", HttpVersion::http1},
                                Word<HttpVersion>{"2", HttpVersion::http2}};
constexpr std::array transport_words{Word<TransportChoice>{"auto", TransportChoice::automatic},
                                     Word<TransportChoice>{"curl", TransportChoice::curl}};
constexpr std::array<std::string_view, 1> transports_not_yet{"wire"};

constexpr auto tls_keys = std::to_array<Key<TlsOptions>>({
    {{"ca", "file", "Certificates to trust besides the system's.", "the system's", "ca.pem",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, TlsOptions& tls) {
       set(tls.ca, read_text(value, reading));
     }},
    {{"cert",
      "file",
      "Our own certificate, together with `key`.",
      {},
      "client.pem",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, TlsOptions& tls) {
       set(tls.cert, read_text(value, reading));
     }},
    {{"key", "file", "The private key of `cert`.", {}, "client.key", Presence::optional},
     [](const SpecNode& value, Reading& reading, TlsOptions& tls) {
       set(tls.key, read_text(value, reading));
     }},
    {{"verify", "switch", "Check the target's certificate.", "true", "false", Presence::optional},
     [](const SpecNode& value, Reading& reading, TlsOptions& tls) {
       set(tls.verify, read_switch(value, reading));
     }},
});

void read_tls(const SpecNode& node, Reading& reading, TlsOptions& tls) {
  if (!read_mapping<TlsOptions>(node, "tls", tls_keys, reading, tls)) {
    return;
  }
  const bool has_cert = find_value(node, "cert") != nullptr;
  if (has_cert != (find_value(node, "key") != nullptr)) {
    reading.fail(node.where, "'cert' and 'key' belong together",
                 has_cert ? "add the private key: key" : "add the certificate: cert");
  }
}

void read_start_environment(const SpecNode& node, Reading& reading, StartCommand& start) {
  if (!is_mapping(node, reading, "a mapping of variables to values")) {
    return;
  }
  for (const Entry& entry : node.entries) {
    if (!is_identifier(entry.key) || entry.key.find('-') != std::string::npos) {
      reading.fail(entry.where, "'" + entry.key + "' cannot be the name of a variable",
                   "letters, digits and '_', not beginning with a digit");
    }
    if (std::optional<Template> value = read_template(entry.value, reading, Place::outside)) {
      start.environment.emplace_back(entry.key, std::move(*value));
    }
  }
}

void read_ready(const SpecNode& node, Reading& reading, StartCommand& start) {
  const std::optional<RequestLine> request = read_request(node, reading, Place::outside);
  if (!request) {
    return;
  }
  const std::optional<std::string> path = literal_text(request->path);
  if (!path) {
    reading.fail(node.where, "'${…}' is not allowed here", "write the path of the probe out");
    return;
  }
  start.ready_method = request->method;
  start.ready_path = *path;
}

constexpr auto start_keys = std::to_array<Key<StartCommand>>({
    {{"command",
      "text",
      "Runs in the spec's folder with `/bin/sh -c`, until the end of the load.",
      {},
      "./server --port 8080",
      Presence::required},
     [](const SpecNode& value, Reading& reading, StartCommand& start) {
       set(start.command, read_text(value, reading));
     }},
    {{"env",
      "variables",
      "Environment variables for the command.",
      {},
      "{LOG_LEVEL: warn}",
      Presence::optional},
     read_start_environment},
    {{"ready", "request line",
      "The command is ready when this is answered below 500; over https a TCP connection is "
      "enough.",
      "a TCP connection succeeds", "GET /healthz", Presence::optional},
     read_ready},
    {{"within", "duration", "How long it may take to become ready.", "30s", "10s",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, StartCommand& start) {
       set(start.within, read_positive_duration(value, reading));
     }},
});

void read_start(const SpecNode& node, Reading& reading, Target& target) {
  StartCommand start{.command = {},
                     .environment = {},
                     .ready_method = {},
                     .ready_path = {},
                     .within = 30s,
                     .where = node.where};
  read_mapping<StartCommand>(node, "start", start_keys, reading, start);
  target.start = std::move(start);
}

constexpr std::string_view origin_hint = "write scheme, host and port: http://127.0.0.1:8080";

/// What is wrong with an address whose text is known; empty if nothing is.
std::string url_mistake(std::string_view url) {
  const bool is_http = url.starts_with("http://") || url.starts_with("https://");
  const std::string_view rest = is_http ? url.substr(url.find("//") + 2) : std::string_view();
  if (rest.empty() || rest.front() == '/' || rest.front() == ':') {
    return "'" + std::string(url) + "' is no http:// or https:// address";
  }
  if (rest.substr(0, rest.find('/')).find('@') != std::string_view::npos) {
    return "an address with a user or password in it";
  }
  if (rest.find_first_of("?# \"<>\\") != std::string_view::npos) {
    return "the target's address holds more than scheme, host, port and path";
  }
  return {};
}

void check_url(const Template& url, Reading& reading) {
  std::optional<std::string> text = literal_text(url);
  Position where = url.where;
  if (!text && url.parts.size() == 1) {
    const Reference& reference = std::get<Reference>(url.parts.front());
    where = reference.where;
    text = reference.fallback;
  }
  if (!text) {
    return;
  }
  if (const std::string mistake = url_mistake(*text); !mistake.empty()) {
    const bool has_user = mistake.starts_with("an address with a user");
    reading.fail(
        where, mistake,
        std::string(has_user ? "use target.auth: {basic: {user: …, password: …}}" : origin_hint));
  }
}

void read_url(const SpecNode& value, Reading& reading, Target& target) {
  if (std::optional<Template> url = read_template(value, reading, Place::outside)) {
    check_url(*url, reading);
    target.url = std::move(*url);
  }
}

/// Nothing after the references are filled in is no address, and means: without an old build.
void read_against(const SpecNode& value, Reading& reading, Target& target) {
  if (value.kind != NodeKind::scalar) {
    reading.fail(value.where, "an old build that is started by loadgate is not supported yet",
                 "start it beforehand and write its address: against: http://127.0.0.1:8081");
    return;
  }
  std::optional<Template> url = read_template(value, reading, Place::outside);
  if (!url) {
    return;
  }
  const bool is_switched_off = std::ranges::all_of(url->parts, [](const auto& part) {
    const auto* reference = std::get_if<Reference>(&part);
    return reference != nullptr && reference->fallback == std::string();
  });
  if (!is_switched_off) {
    check_url(*url, reading);
  }
  target.against = std::move(*url);
}

constexpr auto target_keys = std::to_array<Key<Target>>({
    {{"url",
      "template",
      "Address of the service: scheme, host, port, and a path to begin with.",
      {},
      "http://127.0.0.1:8080",
      Presence::optional},
     read_url},
    {{"mock",
      "file",
      "Instead of `url`: the built-in mock with this configuration.",
      {},
      "mock.yaml",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.mock, read_text(value, reading));
     }},
    {{"http", "http", "HTTP version; `auto` is settled once, before the load.", "auto", "\"2\"",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.http, read_word<HttpVersion>(value, reading, http_words));
     }},
    {{"transport", "transport", "What carries the requests.", "auto", "curl", Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.transport,
           read_word<TransportChoice>(value, reading, transport_words, transports_not_yet));
     }},
    {{"timeout", "duration", "For a whole request.", "10s", "2s", Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.timeout, read_positive_duration(value, reading));
     }},
    {{"connect_timeout", "duration", "For a new connection, TLS included.", "5s", "1s",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.connect_timeout, read_positive_duration(value, reading));
     }},
    {{"idle_timeout", "duration", "Before and between the parts of an answer.", "none", "3s",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.idle_timeout, read_positive_duration(value, reading));
     }},
    {{"headers",
      "headers",
      "Sent with every request.",
      {},
      "{Accept: application/json}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       target.headers = read_headers(value, reading, Place::target);
     }},
    {{"auth",
      "auth",
      "How every request is authorised.",
      {},
      "{bearer: \"${secret:API_TOKEN}\"}",
      Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       target.auth = read_auth(value, reading);
     }},
    {{"tls", "tls", "Certificates.", {}, "{verify: false}", Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       read_tls(value, reading, target.tls);
     }},
    {{"start",
      "start",
      "Starts the service under test, waits for it, stops it at the end.",
      {},
      "{command: ./server}",
      Presence::optional},
     read_start},
    {{"cookies", "switch", "Cookies that the service sets are kept for each user, and sent back.",
      "false", "true", Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.keeps_cookies, read_switch(value, reading));
     }},
    {{"redirects", "count", "So many redirects of a request are followed, to the target alone.",
      "0", "3", Presence::optional},
     [](const SpecNode& value, Reading& reading, Target& target) {
       set(target.redirects, read_count(value, reading, most_redirects));
     }},
    {{"against",
      "template",
      "Address of the old build: both get the same load in turn, and their pairs are compared.",
      {},
      "http://127.0.0.1:8081",
      Presence::optional},
     read_against},
});

/// What only https has, beside an address that is known to be without it.
void check_encryption(const SpecNode& node, const Target& target, Reading& reading) {
  const std::optional<std::string> url = literal_text(target.url);
  const bool is_plain = url && url->starts_with("http://");
  const bool is_mock = !target.mock.empty();
  if (target.http == HttpVersion::http2 && (is_plain || is_mock)) {
    reading.fail(find_value(node, "http")->where,
                 is_mock ? "the mock speaks HTTP/1.1 only" : "HTTP/2 needs an https:// address",
                 is_mock ? "write http: 1.1, or leave it out"
                         : "write https:// or http: 1.1, or leave it out");
  }
  if (const SpecNode* tls = find_value(node, "tls"); tls != nullptr && is_plain) {
    reading.fail(tls->where, "'tls' has no effect on an http:// address",
                 "write https:// or remove it");
  }
}

}  // namespace

void read_target(const SpecNode& node, Reading& reading, Target& target) {
  target.where = node.where;
  if (node.kind == NodeKind::scalar) {
    read_url(node, reading, target);
    return;
  }
  if (!read_mapping<Target>(node, "target", target_keys, reading, target)) {
    return;
  }
  const bool has_url = find_value(node, "url") != nullptr;
  const bool has_mock = find_value(node, "mock") != nullptr;
  if (has_url == has_mock) {
    reading.fail(
        node.where,
        has_url ? "'url' and 'mock' exclude each other" : "'target' needs the key 'url' or 'mock'",
        has_url ? "keep one of them" : std::string(origin_hint));
  }
  check_encryption(node, target, reading);
  if (has_mock && target.start) {
    reading.fail(target.start->where, "'start' and 'mock' exclude each other",
                 "the mock is started by loadgate itself");
  }
}

std::vector<MappingDescription> describe_target() {
  constexpr std::string_view url_or_mock =
      R"({"oneOf": [{"required": ["url"]}, {"required": ["mock"]}]})";
  constexpr std::string_view both = R"({"dependentRequired": {"cert": ["key"], "key": ["cert"]}})";
  return {describe<Target>("target", "What is measured; a plain address is short for `{url: …}`.",
                           url_or_mock, target_keys),
          describe<TlsOptions>("tls", "Files are relative to the spec.", both, tls_keys),
          describe<StartCommand>("start", "The service under test as a child process.", {},
                                 start_keys)};
}

}  // namespace loadgate
