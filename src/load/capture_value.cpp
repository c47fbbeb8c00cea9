// SPDX-License-Identifier: Apache-2.0
#include "load/capture_value.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "load/header_name.h"
#include "load/json_body.h"

namespace loadgate {
namespace {

using Found = std::optional<CapturedValue>;
using Program = AnswerProgram::CaptureProgram;

Found plain(std::string_view text) {
  return CapturedValue{.text = std::string(text), .is_json = false};
}

Found find_json(const Program& program, Answer& answer) {
  const nlohmann::json* document = answer.json();
  const nlohmann::json* value =
      document == nullptr ? nullptr : value_at(*document, program.capture->expression);
  if (value == nullptr) {
    return std::nullopt;
  }
  return CapturedValue{
      .text = value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
      .is_json = true};
}

Found find_header(const Program& program, Answer& answer) {
  for (const auto& [name, value] : answer.exchange().headers) {
    if (is_same_name(name, program.capture->expression)) {
      return plain(value);
    }
  }
  return std::nullopt;
}

Found find_regex(const Program& program, Answer& answer) {
  const auto group = program.regex ? program.regex->find(answer.exchange().body) : std::nullopt;
  return group ? plain(*group) : std::nullopt;
}

Found find_cookie(const Program& program, Answer& answer) {
  const std::string start = program.capture->expression + "=";
  for (const auto& [name, value] : answer.exchange().headers) {
    if (is_same_name(name, "set-cookie") && value.starts_with(start)) {
      const std::string_view rest = std::string_view(value).substr(start.size());
      return plain(rest.substr(0, rest.find(';')));
    }
  }
  return std::nullopt;
}

Found find_status(const Program&, Answer& answer) {
  return CapturedValue{.text = std::to_string(answer.exchange().status), .is_json = true};
}

/// Of a Set-Cookie (RFC 6265 §5.2).
std::string_view cookie_value(std::string_view set) {
  const std::string_view pair = set.substr(0, set.find(';'));
  const std::size_t first =
      pair.find_first_not_of(" \t", std::min(pair.find('='), pair.size()) + 1);
  return first == std::string_view::npos
             ? std::string_view()
             : pair.substr(first, pair.find_last_not_of(" \t") + 1 - first);
}

struct CaptureRow {
  CaptureKind kind;
  std::string_view prefix;
  Found (*find)(const Program& program, Answer& answer);
};
constexpr std::array capture_rows{
    CaptureRow{CaptureKind::json, "json:", find_json},
    CaptureRow{CaptureKind::header, "header:", find_header},
    CaptureRow{CaptureKind::regex, "regex:", find_regex},
    CaptureRow{CaptureKind::cookie, "cookie:", find_cookie},
    CaptureRow{CaptureKind::status, "status", find_status},
};

const CaptureRow& row_of(CaptureKind kind) {
  return *std::ranges::find(capture_rows, kind, &CaptureRow::kind);
}

}  // namespace

Answer::Answer(const Exchange& exchange) : exchange_(exchange) {}
Answer::~Answer() = default;

const nlohmann::json* Answer::json() {
  if (!is_parsed_) {
    is_parsed_ = true;
    if (auto document = parse_json_body(exchange_.body)) {
      json_ = std::make_unique<nlohmann::json>(std::move(*document));
    }
  }
  return json_.get();
}

Found capture_value(const Program& program, Answer& answer) {
  return row_of(program.capture->kind).find(program, answer);
}

std::vector<std::string> would_be_captured(const AnswerProgram& program, const Exchange& exchange) {
  Answer answer(exchange);
  std::vector<std::string> values;
  for (const Program& capture : program.captures) {
    if (const Found value = capture_value(capture, answer)) {
      values.push_back(plain_text(*value));
    }
  }
  return values;
}

std::vector<std::string> cookie_values(const Exchange& exchange) {
  std::vector<std::string> values;
  for (const std::string& set : exchange.hop_cookies) {
    values.emplace_back(cookie_value(set));
  }
  for (const auto& [name, value] : exchange.headers) {
    if (is_same_name(name, "set-cookie")) {
      values.emplace_back(cookie_value(value));
    }
  }
  return values;
}

std::string source_of(const Capture& capture) {
  return std::string(row_of(capture.kind).prefix) + capture.expression;
}

std::string plain_text(const CapturedValue& value) {
  if (!value.is_json) {
    return value.text;
  }
  const auto json = parse_json_body(value.text);
  return json && json->is_string() ? json->get<std::string>() : value.text;
}

}  // namespace loadgate
