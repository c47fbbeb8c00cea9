// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "base/spelling.h"
#include "target/mock/parse_parts.h"
#include "target/mock/read_keys.h"
#include "target/mock/route_table.h"

namespace loadgate::mock {
namespace {

/// One row an action: what it needs besides itself.
struct ActionRow {
  std::string_view name;
  MockAction action;
  std::string_view in_path;  ///< what the path's parameter is; empty: needs none
  std::string_view example;
  MockAction after;  ///< of another route; fixed_answer: needs none
};
constexpr MockAction none = MockAction::fixed_answer;
constexpr ActionRow actions[] = {
    {"log_in", MockAction::log_in, "", "", none},
    {"add_to_cart", MockAction::add_to_cart, "", "", none},
    {"show_order", MockAction::show_order, "the order", "\"GET /orders/{id}\"", none},
    {"start_session", MockAction::start_session, "", "", none},
    {"issue_key", MockAction::issue_key, "", "", none},
    {"revoke_key", MockAction::revoke_key, "the key", "\"DELETE /keys/{key}\"",
     MockAction::issue_key},
    {"issue_token", MockAction::issue_token, "", "", none},
    {"start_job", MockAction::start_job, "", "", none},
    {"show_job", MockAction::show_job, "the job", "\"GET /jobs/{id}\"", MockAction::start_job},
    {"echo", MockAction::echo, "", "", none},
};

const ActionRow* row_of(MockAction action) {
  const auto* found = std::ranges::find(actions, action, &ActionRow::action);
  return found != std::end(actions) ? found : nullptr;
}

bool does_any(const MockConfig& config, MockAction action) {
  return std::ranges::find(config.routes, action, &MockRoute::action) != config.routes.end();
}

void need_route(const MockConfig& config, std::string_view who, MockAction needed, Position where,
                Diagnostics& diagnostics) {
  if (!does_any(config, needed)) {
    diagnostics.add(where, "'" + std::string{who} + "' needs a route that does " +
                               std::string{row_of(needed)->name});
  }
}

void check_action(const Entry& entry, const MockRoute& route, const MockConfig& config,
                  Diagnostics& diagnostics) {
  const ActionRow* row = row_of(route.action);
  if (row == nullptr) {
    return;
  }
  const auto segments = path_segments(route.path);
  if (!row->in_path.empty() && std::ranges::none_of(segments, is_parameter)) {
    diagnostics.add(
        entry.where,
        "'" + std::string{row->name} + "' needs " + std::string{row->in_path} + " in its path",
        "such as " + std::string{row->example});
  }
  if (row->after != none) {
    need_route(config, row->name, row->after, entry.where, diagnostics);
  }
}

void check_credentials(const Entry& entry, const MockRoute& route, const MockConfig& config,
                       Diagnostics& diagnostics) {
  if (!config.login && route.action == MockAction::log_in) {
    diagnostics.add(entry.where, "this route needs a 'login' in the config",
                    "login: {user: demo, password: demo, token: demo-token}");
  }
  if (!config.oauth2 && route.action == MockAction::issue_token) {
    diagnostics.add(entry.where, "this route needs an 'oauth2' in the config",
                    "oauth2: {client_id: demo, client_secret: s3cret, expires_in: 60s}");
  }
  if (!config.login && !config.oauth2 && route.requires_token) {
    diagnostics.add(entry.where, "'requires_token' needs a 'login' or an 'oauth2' in the config",
                    "login: {user: demo, password: demo, token: demo-token}");
  }
  if (!config.login && config.oauth2 && route.requires_token) {
    need_route(config, "requires_token", MockAction::issue_token, entry.where, diagnostics);
  }
  if (route.requires_cookie) {
    need_route(config, "requires_cookie", MockAction::start_session, entry.where, diagnostics);
  }
  if (route.requires_key) {
    need_route(config, "requires_key", MockAction::issue_key, entry.where, diagnostics);
  }
}

}  // namespace

MockAction parse_action(const SpecNode& node, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const ActionRow& row : actions) {
    if (node.kind == NodeKind::scalar && row.name == node.text) {
      return row.action;
    }
    names.push_back(row.name);
  }
  diagnostics.add(node.where, "'" + node.text + "' is nothing that a route does",
                  spelling_hint(node.text, names));
  return MockAction::fixed_answer;
}

MockReadiness parse_readiness(const SpecNode& node, Diagnostics& diagnostics) {
  const auto answers = parse_count(node.text);
  const auto time = parse_duration(node.text);
  if (node.kind != NodeKind::scalar || (!answers && !time)) {
    diagnostics.add(node.where, "expected a duration such as 300ms or a number of answers, got '" +
                                    node.text + "'");
    return Nanoseconds{0};
  }
  return answers ? MockReadiness{*answers} : MockReadiness{*time};
}

void check_needs(std::span<const Entry> entries, const MockConfig& config,
                 Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    check_action(entries[i], config.routes[i], config, diagnostics);
    check_credentials(entries[i], config.routes[i], config, diagnostics);
  }
}

}  // namespace loadgate::mock
