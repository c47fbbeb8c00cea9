// SPDX-License-Identifier: Apache-2.0
#include "spec/read_template.h"

#include <algorithm>
#include <utility>

#include "spec/read_reference.h"
#include "spec/scalars.h"

namespace loadgate {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Where the byte `offset` of a scalar stands in the file: beside the scalar's begin if it is
/// written there as it is (no escapes, no folding), else the begin itself.
Position position_inside(const SpecNode& node, std::size_t offset, const Source& source) {
  const std::string_view written = source.from(node.where);
  const bool is_quoted = written.starts_with('"') || written.starts_with('\'');
  const std::string_view before = std::string_view(node.text).substr(0, offset);
  if (!written.substr(is_quoted ? 1 : 0).starts_with(before)) {
    return node.where;
  }
  const int quote = is_quoted ? 1 : 0;
  return {.line = node.where.line, .column = node.where.column + quote + count_characters(before)};
}

/// Why this reference cannot stand here; empty if it can.
std::string why_not(const Reference& reference, Place place, bool is_alone) {
  const ReferenceKind kind = reference.kind;
  const bool is_outside = kind == ReferenceKind::environment || kind == ReferenceKind::secret ||
                          kind == ReferenceKind::variable;
  if (place == Place::outside && !is_outside) {
    return "only env:, secret: and var: have a value here, outside of any flow";
  }
  if (place == Place::target && kind == ReferenceKind::capture) {
    return "captured values have no place here: every request sends this, the first ones too";
  }
  if (reference.coercion != Coercion::none && (place != Place::json_value || !is_alone)) {
    return "'string:' and 'number:' only matter where '${…}' is a whole JSON value";
  }
  return {};
}

/// Reads one scalar from left to right.
class TemplateReader {
 public:
  TemplateReader(const SpecNode& node, std::size_t offset, Reading& reading, Place place)
      : node_(node), reading_(reading), place_(place), next_(offset), begin_(offset) {}

  std::optional<Template> read() {
    const std::string_view text = node_.text;
    while (next_ < text.size()) {
      const std::string_view rest = text.substr(next_);
      if (rest.starts_with("$${")) {
        literal_ += "${";
        next_ += 3;
      } else if (rest.starts_with("${")) {
        read_hole(rest);
      } else {
        literal_ += rest.front();
        next_ += 1;
      }
    }
    end_literal();
    result_.where = node_.where;
    return is_broken_ ? std::nullopt : std::optional(std::move(result_));
  }

 private:
  void read_hole(std::string_view rest) {
    const Position where = position_inside(node_, next_, reading_.source);
    const std::size_t end = rest.find('}');
    if (end == std::string_view::npos) {
      fail(where, "'${' is not closed", "add '}'; a literal '${' is written '$${'");
      next_ = node_.text.size();
      return;
    }
    const bool is_alone = next_ == begin_ && next_ + end + 1 == node_.text.size();
    next_ += end + 1;
    Result<Reference> reference = parse_reference(rest.substr(2, end - 2), where);
    if (!reference) {
      fail(where, reference.error().message, reference.error().hint);
      return;
    }
    if (std::string reason = why_not(*reference, place_, is_alone); !reason.empty()) {
      fail(where, "'" + std::string(rest.substr(0, end + 1)) + "' cannot stand here", reason);
      return;
    }
    end_literal();
    result_.parts.emplace_back(std::move(*reference));
  }

  void end_literal() {
    if (!literal_.empty()) {
      result_.parts.emplace_back(std::exchange(literal_, {}));
    }
  }

  void fail(Position where, std::string message, std::string hint) {
    reading_.fail(where, std::move(message), std::move(hint));
    is_broken_ = true;
  }

  const SpecNode& node_;
  Reading& reading_;
  Place place_;
  std::size_t next_;
  std::size_t begin_;
  std::string literal_;
  Template result_{.parts = {}, .where = {.line = 0, .column = 0}};
  bool is_broken_ = false;
};

}  // namespace

bool is_identifier(std::string_view text) {
  const auto is_inner = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_inner);
}

std::optional<Template> read_template(const SpecNode& node, Reading& reading, Place place) {
  return is_scalar(node, reading) ? read_template_part(node, 0, reading, place) : std::nullopt;
}

std::optional<Template> read_template_part(const SpecNode& node, std::size_t offset,
                                           Reading& reading, Place place) {
  return TemplateReader(node, offset, reading, place).read();
}

std::optional<std::string> literal_text(const Template& text) {
  if (text.parts.empty()) {
    return std::string();
  }
  const auto* literal = std::get_if<std::string>(&text.parts.front());
  return text.parts.size() == 1 && literal != nullptr ? std::optional(*literal) : std::nullopt;
}

}  // namespace loadgate
