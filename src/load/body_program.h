// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "load/phrase.h"

namespace loadgate {

/// A field of a form, or a part of `multipart/form-data`.
struct FieldProgram {
  std::string head;  ///< its name, encoded; of a part all of its header
  Phrase text;
  const std::string* file;  ///< bytes of the plan; null: the text
};

/// A step's body, ready to be written many times. At most one of these.
struct BodyProgram {
  std::optional<Phrase> text;
  const BodyValue* json = nullptr;
  std::optional<std::string> json_text;  ///< where it is the same for every flow
  std::vector<FieldProgram> form;
  std::vector<FieldProgram> parts;
  const std::string* file = nullptr;
};

/// The plan must outlive it.
Result<BodyProgram> compile_body(const Body& body, const RenderContext& constants);

struct WrittenBody {
  std::string bytes;
  std::string content_type;  ///< where it belongs to these bytes: a multipart's boundary
};
Result<WrittenBody> write_body(const BodyProgram& body, const RenderContext& context);

/// What a body of this kind is where no header says otherwise; empty: unknown.
std::string_view content_type_of(const Body& body);

}  // namespace loadgate
