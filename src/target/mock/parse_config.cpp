// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <map>
#include <sstream>

#include "base/files.h"
#include "spec/read_yaml.h"
#include "target/mock/config.h"
#include "target/mock/parse_parts.h"
#include "target/mock/read_keys.h"
#include "target/mock/route_table.h"

namespace loadgate {
namespace mock {
namespace {

constexpr std::uint64_t config_limit = 1U << 20U;

void parse_listen(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  if (const auto port = read_integer(node, "a port", {.low = 0, .high = 65535}, diagnostics)) {
    config.port = static_cast<std::uint16_t>(*port);
  }
}

void parse_seed(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  if (const auto seed = read_integer(node, "a seed", {.low = 0, .high = highest}, diagnostics)) {
    config.seed = static_cast<std::uint64_t>(*seed);
  }
}

constexpr Key<MockSpan> stall_keys[] = {
    {"at", [](const SpecNode& node, MockSpan& stall,
              Diagnostics& diagnostics) { assign(stall.from, read_duration(node, diagnostics)); }},
    {"for", [](const SpecNode& node, MockSpan& stall,
               Diagnostics& diagnostics) { stall.duration = read_duration(node, diagnostics); }},
};

void parse_stall(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  MockSpan stall{.from = {}, .duration = std::nullopt};
  read_keys<MockSpan>(node, "stall", stall_keys, stall, diagnostics);
  require_keys(node, "stall", {"at", "for"}, diagnostics);
  config.stall = stall;
}

template <auto Member>
void parse_login_text(const SpecNode& node, MockLogin& login, Diagnostics& diagnostics) {
  assign(login.*Member, read_text(node, diagnostics));
}
constexpr Key<MockLogin> login_keys[] = {{"user", parse_login_text<&MockLogin::user>},
                                         {"password", parse_login_text<&MockLogin::password>},
                                         {"token", parse_login_text<&MockLogin::token>}};

void parse_login(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  MockLogin login{.user = {}, .password = {}, .token = {}};
  read_keys<MockLogin>(node, "login", login_keys, login, diagnostics);
  require_keys(node, "login", {"user", "password", "token"}, diagnostics);
  config.login = login;
}

constexpr Key<MockOAuth2> oauth2_keys[] = {
    {"client_id",
     [](const SpecNode& node, MockOAuth2& client, Diagnostics& diagnostics) {
       assign(client.client_id, read_text(node, diagnostics));
     }},
    {"client_secret",
     [](const SpecNode& node, MockOAuth2& client, Diagnostics& diagnostics) {
       assign(client.client_secret, read_text(node, diagnostics));
     }},
    {"expires_in",
     [](const SpecNode& node, MockOAuth2& client, Diagnostics& diagnostics) {
       assign(client.expires_in, read_duration(node, diagnostics));
     }},
};

void parse_oauth2(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  MockOAuth2 client{.client_id = {}, .client_secret = {}, .expires_in = std::chrono::hours{1}};
  read_keys<MockOAuth2>(node, "oauth2", oauth2_keys, client, diagnostics);
  require_keys(node, "oauth2", {"client_id", "client_secret"}, diagnostics);
  config.oauth2 = client;
}

constexpr Key<MockConfig> burn_keys[] = {
    {"threads", [](const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
       const auto threads =
           read_integer(node, "a number of threads", {.low = 1, .high = 64}, diagnostics);
       config.burn_threads = static_cast<std::size_t>(threads.value_or(0));
     }}};

void parse_every_burn(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  read_keys<MockConfig>(node, "burn", burn_keys, config, diagnostics);
  require_keys(node, "burn", {"threads"}, diagnostics);
}

void parse_record(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  if (const auto limit = read_count(node, diagnostics)) {
    config.record_limit = static_cast<std::size_t>(*limit);
  }
}

/// "GET /a/{x}" and "GET /a/{y}" are the same requests.
std::string shape_of(const MockRoute& route) {
  std::string shape = route.method + " ";
  for (const std::string_view segment : path_segments(route.path)) {
    shape.append("/").append(is_parameter(segment) ? "{}" : segment);
  }
  return shape;
}

void parse_routes(const SpecNode& node, MockConfig& config, Diagnostics& diagnostics) {
  const auto* entries = read_mapping(node, "routes", diagnostics);
  std::map<std::string, std::string> shapes;
  for (const Entry& entry : entries != nullptr ? *entries : std::vector<Entry>{}) {
    config.routes.push_back(parse_route(entry, diagnostics));
    const auto [first, is_new] = shapes.emplace(shape_of(config.routes.back()), entry.key);
    if (!is_new) {
      diagnostics.add(entry.where,
                      "'" + entry.key + "' takes the same requests as '" + first->second + "'");
    }
  }
  check_needs(entries != nullptr ? *entries : std::vector<Entry>{}, config, diagnostics);
  if (config.routes.size() > std::numeric_limits<std::uint16_t>::max()) {
    diagnostics.add(node.where, "more than 65535 routes");
  }
}

constexpr Key<MockConfig> config_keys[] = {
    {"listen", parse_listen},
    {"tls", [](const SpecNode& node, MockConfig& config,
               Diagnostics& diagnostics) { assign(config.tls, read_flag(node, diagnostics)); }},
    {"seed", parse_seed},
    {"slow", [](const SpecNode& node, MockConfig& config,
                Diagnostics& diagnostics) { parse_slow(node, config.slow, diagnostics); }},
    {"stall", parse_stall},
    {"login", parse_login},
    {"oauth2", parse_oauth2},
    {"above", [](const SpecNode& node, MockConfig& config,
                 Diagnostics& diagnostics) { config.above = parse_above(node, diagnostics); }},
    {"limit", [](const SpecNode& node, MockConfig& config,
                 Diagnostics& diagnostics) { config.limit = parse_limit(node, diagnostics); }},
    {"burn", parse_every_burn},
    {"record", parse_record},
    // Read after the others: what a route needs may stand below it.
    {"routes", [](const SpecNode&, MockConfig&, Diagnostics&) {}},
};

/// Nothing but empty lines and comments.
bool is_blank(std::string_view text) {
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string::npos && line[first] != '#') {
      return false;
    }
  }
  return true;
}

MockConfig parse_document(const SpecNode& document, Diagnostics& diagnostics) {
  MockConfig config{.port = 0,
                    .tls = false,
                    .seed = 1,
                    .slow = {.factor = 1, .span = std::nullopt},
                    .stall = std::nullopt,
                    .login = std::nullopt,
                    .oauth2 = std::nullopt,
                    .above = std::nullopt,
                    .limit = std::nullopt,
                    .burn_threads = 0,
                    .record_limit = 200'000,
                    .routes = {}};
  read_keys<MockConfig>(document, "mock", config_keys, config, diagnostics);
  require_keys(document, "mock", {"routes"}, diagnostics);
  if (const SpecNode* routes = find_value(document, "routes")) {
    parse_routes(*routes, config, diagnostics);
  }
  return config;
}

}  // namespace
}  // namespace mock

Result<MockConfig> parse_mock_config(std::string_view text, std::string_view file) {
  Source source{text};
  Diagnostics diagnostics;
  if (mock::is_blank(text)) {
    diagnostics.add({.line = 1, .column = 1}, "the file is empty",
                    "begin with: routes: {GET /items: {latency: 20ms}}");
    return invalid_input(diagnostics.render(file, text));
  }
  const auto document = read_yaml(text, source, diagnostics);
  if (document) {
    MockConfig config = mock::parse_document(*document, diagnostics);
    if (diagnostics.count() == 0) {
      return config;
    }
  }
  return invalid_input(diagnostics.render(file, text));
}

Result<MockConfig> read_mock_config(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::string text, read_file(file, mock::config_limit));
  return parse_mock_config(text, file.string());
}

}  // namespace loadgate
