// SPDX-License-Identifier: Apache-2.0
#include "spec/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/encoding.h"
#include "base/text_table.h"
#include "spec/source.h"

namespace loadgate {
namespace {

/// Of a very long line only this many characters before and after the place are shown.
constexpr int shown_before = 60;
constexpr std::size_t shown_bytes = 160;
constexpr std::size_t message_bytes = 500;
constexpr std::size_t most_rendered = 100;

std::string render_at(const Diagnostic& diagnostic, std::string_view file, const Source& source) {
  const Position where = diagnostic.where;
  std::string text = printable(file, message_bytes);
  if (where.line > 0) {
    text += ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
  }
  text += ": " + printable(diagnostic.message, message_bytes);
  if (where.line > 0 && !source.line(where.line).empty()) {
    const int first = std::max(1, where.column - shown_before);
    const std::string_view shown = source.from({.line = where.line, .column = first});
    const std::string_view after = source.from(where);
    const std::string before = printable(shown.substr(0, shown.size() - after.size()), 1000);
    text += "\n" + before + printable(after, shown_bytes);
    text += "\n" + std::string(display_width(before), ' ') + "^";
  }
  if (!diagnostic.hint.empty()) {
    text += "\nhint: " + printable(diagnostic.hint, message_bytes);
  }
  return text;
}

}  // namespace

std::string render_diagnostic(const Diagnostic& diagnostic, std::string_view file,
                              std::string_view source) {
  return render_at(diagnostic, file, Source(source));
}

void Diagnostics::add(Position where, std::string message, std::string hint) {
  all_.push_back({.where = where, .message = std::move(message), .hint = std::move(hint)});
}

std::string Diagnostics::render(std::string_view file, std::string_view text) const {
  std::vector<Diagnostic> sorted = all_;
  std::ranges::stable_sort(sorted, {}, [](const Diagnostic& diagnostic) {
    return std::tuple(diagnostic.where.line, diagnostic.where.column);
  });
  // A profile reads keys of the spec's load again: what is wrong with them is told once.
  const auto doubled = std::ranges::unique(sorted, [](const Diagnostic& a, const Diagnostic& b) {
    return a.where == b.where && a.message == b.message;
  });
  sorted.erase(doubled.begin(), doubled.end());
  const Source source(text);
  std::string rendered;
  for (std::size_t i = 0; i < std::min(sorted.size(), most_rendered); ++i) {
    rendered += (i == 0 ? "" : "\n") + render_at(sorted[i], file, source);
  }
  if (sorted.size() > most_rendered) {
    rendered += "\n… and " + std::to_string(sorted.size() - most_rendered) + " more mistakes";
  }
  return rendered;
}

}  // namespace loadgate
