// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "plan/render.h"

namespace loadgate {

/// One of plan/render.h's ways to write a template.
using PhraseWriter = Result<std::string> (*)(const Template& text, const RenderContext& context);

/// A template, and its text where that is the same for every flow.
struct Phrase {
  const Template* source;
  PhraseWriter writer;
  std::optional<std::string> constant;
};

/// `constants`: of no flow, for what is the same for every flow.
Result<Phrase> compile_phrase(const Template& text, PhraseWriter writer,
                              const RenderContext& constants);
/// A text that no template of the spec made.
Phrase literal(std::string text);
Result<std::string> write_phrase(const Phrase& phrase, const RenderContext& context);

}  // namespace loadgate
