// SPDX-License-Identifier: Apache-2.0
#include "load/body_program.h"

#include <algorithm>
#include <filesystem>

#include "base/digest.h"
#include "base/encoding.h"
#include "load/template_source.h"

namespace loadgate {
namespace {

/// Names in a part's header as browsers write them (WHATWG HTML, multipart/form-data encoding).
std::string in_quotes(std::string_view name) {
  std::string text = "\"";
  for (const char character : name) {
    switch (character) {
      case '"':
        text += "%22";
        break;
      case '\r':
        text += "%0D";
        break;
      case '\n':
        text += "%0A";
        break;
      default:
        text += character;
    }
  }
  return text + "\"";
}

std::string head_of(const MultipartPart& part) {
  std::string head = "Content-Disposition: form-data; name=" + in_quotes(part.name);
  std::string type = part.content_type;
  if (!part.file.empty()) {
    head += "; filename=" + in_quotes(std::filesystem::path(part.file).filename().string());
    type = type.empty() ? "application/octet-stream" : type;
  }
  return head + "\r\n" + (type.empty() ? "" : "Content-Type: " + type + "\r\n") + "\r\n";
}

struct BodyCompiler {
  const RenderContext& constants;

  Result<BodyProgram> operator()(const NoBody&) const { return BodyProgram{}; }
  Result<BodyProgram> operator()(const TextBody& text) const {
    BodyProgram program;
    ASSIGN_OR_RETURN(program.text, compile_phrase(text.text, render, constants));
    return program;
  }
  Result<BodyProgram> operator()(const JsonBody& json) const {
    BodyProgram program;
    program.json = &json.value;
    if (is_constant(json.value)) {
      ASSIGN_OR_RETURN(program.json_text, render_json(json.value, constants));
    }
    return program;
  }
  Result<BodyProgram> operator()(const FormBody& form) const {
    BodyProgram program;
    for (const auto& [name, value] : form.fields) {
      ASSIGN_OR_RETURN(Phrase text, compile_phrase(value, render, constants));
      program.form.push_back({.head = url_encode(name), .text = std::move(text), .file = nullptr});
    }
    return program;
  }
  Result<BodyProgram> operator()(const MultipartBody& multipart) const {
    BodyProgram program;
    for (const MultipartPart& part : multipart.parts) {
      ASSIGN_OR_RETURN(Phrase text, compile_phrase(part.text, render, constants));
      const std::string* file = part.file.empty() ? nullptr : &constants.plan.files.at(part.file);
      program.parts.push_back({.head = head_of(part), .text = std::move(text), .file = file});
    }
    return program;
  }
  Result<BodyProgram> operator()(const FileBody& body) const {
    BodyProgram program;
    program.file = &constants.plan.files.at(body.file);
    return program;
  }
};

Result<std::string> write_form(const std::vector<FieldProgram>& form,
                               const RenderContext& context) {
  std::string bytes;
  for (const FieldProgram& field : form) {
    ASSIGN_OR_RETURN(const std::string value, write_phrase(field.text, context));
    bytes += (bytes.empty() ? "" : "&") + field.head + "=" + url_encode(value);
  }
  return bytes;
}

/// The same for the same seed and flow, and in none of the parts.
std::string choose_boundary(const std::vector<std::string>& texts, const BodyProgram& body,
                            const RenderContext& context) {
  const FlowIdentity& flow = context.flow;
  const std::string identity = std::to_string(context.plan.spec.load.seed) + "/" +
                               std::to_string(flow.scenario) + "/" + std::to_string(flow.owner) +
                               "/" + std::to_string(flow.iteration) + "/" +
                               std::to_string(context.step);
  constexpr std::size_t digits = 32;
  for (std::uint64_t attempt = 0;; ++attempt) {
    const std::string boundary =
        "loadgate" + sha256(identity + "/" + std::to_string(attempt)).substr(0, digits);
    const auto holds = [&](std::string_view text) {
      return text.find(boundary) != std::string_view::npos;
    };
    const bool is_in_file = std::ranges::any_of(body.parts, [&](const FieldProgram& part) {
      return part.file != nullptr && holds(*part.file);
    });
    if (!is_in_file && std::ranges::none_of(texts, holds)) {
      return boundary;
    }
  }
}

Result<WrittenBody> write_multipart(const BodyProgram& body, const RenderContext& context) {
  std::vector<std::string> texts;
  for (const FieldProgram& part : body.parts) {
    ASSIGN_OR_RETURN(std::string text, write_phrase(part.text, context));
    texts.push_back(std::move(text));
  }
  const std::string boundary = choose_boundary(texts, body, context);
  std::string bytes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const FieldProgram& part = body.parts[i];
    bytes += "--" + boundary + "\r\n" + part.head;
    bytes += part.file != nullptr ? *part.file : texts[i];
    bytes += "\r\n";
  }
  return WrittenBody{.bytes = bytes + "--" + boundary + "--\r\n",
                     .content_type = "multipart/form-data; boundary=" + boundary};
}

Result<std::string> write_plain(const BodyProgram& body, const RenderContext& context) {
  if (body.text) {
    return write_phrase(*body.text, context);
  }
  if (body.json_text) {
    return *body.json_text;
  }
  if (body.json != nullptr) {
    return render_json(*body.json, context);
  }
  if (body.file != nullptr) {
    return *body.file;
  }
  return write_form(body.form, context);
}

}  // namespace

Result<BodyProgram> compile_body(const Body& body, const RenderContext& constants) {
  return std::visit(BodyCompiler{.constants = constants}, body);
}

Result<WrittenBody> write_body(const BodyProgram& body, const RenderContext& context) {
  if (!body.parts.empty()) {
    return write_multipart(body, context);
  }
  ASSIGN_OR_RETURN(std::string bytes, write_plain(body, context));
  return WrittenBody{.bytes = std::move(bytes), .content_type = {}};
}

std::string_view content_type_of(const Body& body) {
  if (std::holds_alternative<JsonBody>(body)) {
    return "application/json";
  }
  return std::holds_alternative<FormBody>(body) ? "application/x-www-form-urlencoded" : "";
}

}  // namespace loadgate
