// SPDX-License-Identifier: Apache-2.0
#include "load/phrase.h"

#include "load/template_source.h"

namespace loadgate {
namespace {

const Template& no_text() {
  static const Template empty{.parts = {}, .where = {.line = 0, .column = 0}};
  return empty;
}

}  // namespace

Phrase literal(std::string text) {
  return Phrase{.source = &no_text(), .writer = render, .constant = std::move(text)};
}

Result<Phrase> compile_phrase(const Template& text, PhraseWriter writer,
                              const RenderContext& constants) {
  Phrase phrase{.source = &text, .writer = writer, .constant = std::nullopt};
  if (is_constant(text)) {
    ASSIGN_OR_RETURN(phrase.constant, writer(text, constants));
  }
  return phrase;
}

Result<std::string> write_phrase(const Phrase& phrase, const RenderContext& context) {
  if (phrase.constant) {
    return *phrase.constant;
  }
  return phrase.writer(*phrase.source, context);
}

}  // namespace loadgate
