// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// Hostile bytes as XML 1.0 text: markup is escaped, what is no Char of XML (§2.2) or no UTF-8
/// becomes U+FFFD, `]]>` cannot appear.
std::string escape_xml(std::string_view text);
/// The same inside of an attribute, where a parser would turn newlines and tabs into spaces.
std::string escape_xml_attribute(std::string_view text);

/// An indented XML document. Elements are closed in the order in which they were opened; what is
/// still open at the end is closed by `finish`.
class XmlWriter {
 public:
  XmlWriter();
  /// Attributes belong to the element opened last, before it has content.
  XmlWriter& open(std::string_view element);
  XmlWriter& attribute(std::string_view name, std::string_view value);
  XmlWriter& text(std::string_view content);
  XmlWriter& close();
  std::string finish();

 private:
  void end_start_tag();
  void new_line();

  struct Element {
    std::string name;
    bool has_elements;
  };
  std::string document_;
  std::vector<Element> open_;
  bool in_start_tag_;
};

}  // namespace loadgate
