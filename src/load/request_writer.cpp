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

}  // namespace

Result<WireRequest> write_request(const LoadProgram& program, const StepProgram& step,
                                  const RenderContext& context) {
  ASSIGN_OR_RETURN(std::string url, write_phrase(step.path, context));
  if (url.starts_with('/')) {
    url.insert(0, program.target_urls[step.endpoint]);
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
                     .keep_body = step.keep_body,
                     .keep_headers = step.keep_headers,
                     .idle_timeout = step.idle_timeout,
                     .endpoint = step.endpoint};
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
