// SPDX-License-Identifier: Apache-2.0
#include "load/request_writer.h"

#include "base/encoding.h"

namespace loadgate {
namespace {

Result<std::string> write_value(const HeaderProgram& header, const RenderContext& context) {
  ASSIGN_OR_RETURN(std::string value, write_phrase(header.value, context));
  if (header.form == HeaderForm::bearer) {
    return "Bearer " + value;
  }
  if (header.form == HeaderForm::basic) {
    ASSIGN_OR_RETURN(const std::string password, write_phrase(header.password, context));
    return "Basic " + base64_encode(value + ":" + password);
  }
  return value;
}

Result<std::string> write_header(const HeaderProgram& header, const RenderContext& context) {
  ASSIGN_OR_RETURN(const std::string value, write_value(header, context));
  return header.name + ": " + value;
}

/// A path that a server gave begins at the server's root (RFC 3986 §4.2), not where the target's
/// address ends.
bool is_link(const Template& path) {
  const Reference* alone = lone_reference(path);
  return alone != nullptr && alone->kind == ReferenceKind::capture;
}

/// Scheme, host and port.
std::string_view origin_of(std::string_view address) {
  return address.substr(0, address.find('/', address.find("//") + 2));
}

}  // namespace

Result<WireRequest> write_request(const LoadProgram& program, const StepProgram& step,
                                  const RenderContext& context) {
  ASSIGN_OR_RETURN(std::string url, write_phrase(step.path, context));
  if (url.starts_with('/')) {
    url.insert(0, is_link(step.step->path) ? origin_of(program.target_url) : program.target_url);
  }
  std::vector<std::string> headers;
  headers.reserve(step.headers.size() + 1);
  for (const HeaderProgram& header : step.headers) {
    ASSIGN_OR_RETURN(std::string line, write_header(header, context));
    headers.push_back(std::move(line));
  }
  ASSIGN_OR_RETURN(WrittenBody body, write_body(step.body, context));
  if (!body.content_type.empty()) {
    headers.push_back("Content-Type: " + body.content_type);
  }
  return WireRequest{.method = step.step->method,
                     .url = std::move(url),
                     .headers = std::move(headers),
                     .body = std::move(body.bytes),
                     .has_body = !std::holds_alternative<NoBody>(step.step->body),
                     .timeout = step.timeout,
                     .connect_timeout = step.connect_timeout,
                     .keep_body = step.keep_body,
                     .keep_headers = step.keep_headers,
                     .idle_timeout = step.idle_timeout,
                     .redirects = step.redirects};
}

std::vector<std::string> credentials_of(const StepProgram& step, const RenderContext& context) {
  std::vector<std::string> credentials;
  for (const HeaderProgram& header : step.headers) {
    if (header.form == HeaderForm::plain) {
      continue;
    }
    const std::string value = write_value(header, context).value_or(std::string());
    credentials.push_back(value.substr(value.find(' ') + 1));  // without "Bearer", "Basic"
    credentials.push_back(write_phrase(header.password, context).value_or(std::string()));
  }
  return credentials;
}

}  // namespace loadgate
