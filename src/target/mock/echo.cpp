// SPDX-License-Identifier: Apache-2.0
#include "target/mock/echo.h"

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/encoding.h"
#include "target/mock/form.h"

namespace loadgate::mock {
namespace {

using Json = nlohmann::ordered_json;

/// A name that comes more than once has a list.
Json json_from(const FormFields& fields) {
  Json object = Json::object();
  for (const auto& [raw_name, raw_value] : fields) {
    const std::string name = to_utf8(raw_name);
    const std::string value = to_utf8(raw_value);
    if (!object.contains(name)) {
      object[name] = value;
    } else if (object[name].is_array()) {
      object[name].push_back(value);
    } else {
      object[name] = Json::array({object[name], value});
    }
  }
  return object;
}

void add_body(Json& into, std::string_view body) {
  into["body"] = is_utf8(body) ? Json(body) : Json();
  into["body_bytes"] = body.size();
  into["body_sha256"] = sha256(body);
}

Json json_from(const FormPart& part) {
  Json json = {{"name", to_utf8(part.name)},
               {"filename", part.filename ? Json(to_utf8(*part.filename)) : Json()},
               {"content_type", to_utf8(part.content_type)}};
  add_body(json, part.body);
  return json;
}

Json header_names(const Request& request) {
  Json names = Json::array();
  for (const Field& field : request.fields) {
    names.push_back(to_utf8(field.name));
  }
  return names;
}

Json json_from(const std::vector<FormPart>& parts) {
  Json json = Json::array();
  for (const FormPart& part : parts) {
    json.push_back(json_from(part));
  }
  return json;
}

Answer too_many_fields() {
  return error_answer(400, "more than " + std::to_string(most_fields) + " fields");
}

}  // namespace

Answer echo(const Request& request) {
  const std::string_view content_type = request.header("Content-Type");
  const auto query = parse_form(request.query());
  if (!query) {
    return too_many_fields();
  }
  Json json = {{"method", to_utf8(request.method)},
               {"path", to_utf8(request.path())},
               {"query", json_from(*query)},
               {"headers", header_names(request)},
               {"content_type", to_utf8(content_type)}};
  add_body(json, request.body);
  if (equal_without_case(media_type(content_type), "application/x-www-form-urlencoded")) {
    const auto form = parse_form(request.body);
    if (!form) {
      return too_many_fields();
    }
    json["form"] = json_from(*form);
  }
  if (equal_without_case(media_type(content_type), "multipart/form-data")) {
    const auto parts = parse_multipart(content_type, request.body);
    if (!parts) {
      return error_answer(400, "damaged multipart/form-data");
    }
    json["parts"] = json_from(*parts);
  }
  return json_answer(200, json.dump());
}

}  // namespace loadgate::mock
