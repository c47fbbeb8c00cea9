// SPDX-License-Identifier: Apache-2.0
#include "report/xml_writer.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace loadgate {
namespace {

struct XmlEscape {
  char from;
  std::string_view to;
};

constexpr std::array<XmlEscape, 6> xml_escapes{{
    {'&', "&amp;"},
    {'<', "&lt;"},
    {'>', "&gt;"},
    {'"', "&quot;"},
    {'\'', "&apos;"},
    {'\r', "&#13;"},
}};

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// U+FFFE and U+FFFF; surrogates are no UTF-8 to begin with.
bool starts_with_noncharacter(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

}  // namespace

std::string escape_xml(std::string_view text) {
  const std::string valid = to_utf8(text);
  std::string escaped;
  std::string_view rest = valid;
  while (!rest.empty()) {
    const char byte = rest.front();
    if (starts_with_noncharacter(rest)) {
      escaped += replacement;
      rest.remove_prefix(3);
      continue;
    }
    const auto* found = std::ranges::find(xml_escapes, byte, &XmlEscape::from);
    if (found != xml_escapes.end()) {
      escaped += found->to;
    } else if (is_control(byte)) {
      escaped += replacement;
    } else {
      escaped += byte;
    }
    rest.remove_prefix(1);
  }
  return escaped;
}

std::string escape_xml_attribute(std::string_view text) {
  std::string escaped;
  for (const char byte : escape_xml(text)) {
    escaped += byte == '\n'   ? std::string_view("&#10;")
               : byte == '\t' ? std::string_view("&#9;")
                              : std::string_view(&byte, 1);
  }
  return escaped;
}

XmlWriter::XmlWriter()
    : document_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), in_start_tag_(false) {}

void XmlWriter::end_start_tag() {
  if (in_start_tag_) {
    document_ += ">";
    in_start_tag_ = false;
  }
}

void XmlWriter::new_line() {
  document_ += "\n" + std::string(2 * open_.size(), ' ');
}

XmlWriter& XmlWriter::open(std::string_view element) {
  end_start_tag();
  if (!open_.empty()) {
    open_.back().has_elements = true;
  }
  new_line();
  document_ += "<" + std::string(element);
  open_.push_back(Element{.name = std::string(element), .has_elements = false});
  in_start_tag_ = true;
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  document_ += " " + std::string(name) + "=\"" + escape_xml_attribute(value) + "\"";
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view content) {
  end_start_tag();
  document_ += escape_xml(content);
  return *this;
}

XmlWriter& XmlWriter::close() {
  const Element element = open_.back();
  open_.pop_back();
  if (in_start_tag_) {
    document_ += "/>";
    in_start_tag_ = false;
    return *this;
  }
  if (element.has_elements) {
    new_line();
  }
  document_ += "</" + element.name + ">";
  return *this;
}

std::string XmlWriter::finish() {
  while (!open_.empty()) {
    close();
  }
  return document_ + "\n";
}

}  // namespace loadgate
