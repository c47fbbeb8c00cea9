// SPDX-License-Identifier: Apache-2.0
#include "load/request_writer.h"

#include "base/encoding.h"
#include "load/tokens.h"

namespace loadgate {
namespace {

/// Writes the headers of one request.
class HeaderWriter {
 public:
  HeaderWriter(const LoadProgram& program, const StepProgram& step, const RenderContext& context)
      : program_(program), step_(step), context_(context) {}

  Result<std::string> line(const HeaderProgram& header) const {
    ASSIGN_OR_RETURN(const std::string written, value(header));
    return header.name + ": " + written;
  }

  Result<std::string> value(const HeaderProgram& header) const {
    if (header.form == HeaderForm::token) {
      return "Bearer " +
             (program_.given.tokens == nullptr ? "" : program_.given.tokens->of(step_.endpoint));
    }
    ASSIGN_OR_RETURN(std::string value, write_phrase(header.value, context_));
    if (header.form == HeaderForm::bearer) {
      return "Bearer " + value;
    }
    if (header.form == HeaderForm::basic) {
      ASSIGN_OR_RETURN(const std::string password, write_phrase(header.password, context_));
      return "Basic " + base64_encode(value + ":" + password);
    }
    return value;
  }

 private:
  const LoadProgram& program_;
  const StepProgram& step_;
  const RenderContext& context_;
};

/// A path that a server gave begins at the server's root (RFC 3986 §4.2), not where the target's
/// address ends.
bool is_link(const Template& path) {
  const Reference* alone = lone_reference(path);
  return alone != nullptr && alone->kind == ReferenceKind::capture;
}

/// What such a path stands behind: scheme, host and port, or the scheme alone where it names a host
/// itself (`//host/path`). Whether the host is the target's is for the transport to say.
std::string_view base_of(std::string_view target, std::string_view link) {
  const std::size_t slashes = target.find("//");
  return target.substr(0, link.starts_with("//") ? slashes : target.find('/', slashes + 2));
}

}  // namespace

Result<WireRequest> write_request(const LoadProgram& program, const StepProgram& step,
                                  const RenderContext& context) {
  ASSIGN_OR_RETURN(std::string url, write_phrase(step.path, context));
  if (url.starts_with('/')) {
    const std::string& target = program.target_urls[step.endpoint];
    url.insert(0, is_link(step.step->path) ? base_of(target, url) : target);
  }
  std::vector<std::string> headers;
  headers.reserve(step.headers.size() + 1);
  const HeaderWriter writer(program, step, context);
  for (const HeaderProgram& header : step.headers) {
    ASSIGN_OR_RETURN(std::string line, writer.line(header));
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
                     .keep_body = step.keep_packed,
                     .keep_headers = step.keep_headers,
                     .idle_timeout = step.idle_timeout,
                     .endpoint = step.endpoint,
                     .redirects = step.redirects};
}

std::vector<std::string> credentials_of(const LoadProgram& program, const StepProgram& step,
                                        const RenderContext& context) {
  std::vector<std::string> credentials;
  const HeaderWriter writer(program, step, context);
  for (const HeaderProgram& header : step.headers) {
    if (header.form == HeaderForm::plain) {
      continue;
    }
    const std::string value = writer.value(header).value_or(std::string());
    credentials.push_back(value.substr(value.find(' ') + 1));  // without "Bearer", "Basic"
    credentials.push_back(write_phrase(header.password, context).value_or(std::string()));
  }
  return credentials;
}

}  // namespace loadgate
