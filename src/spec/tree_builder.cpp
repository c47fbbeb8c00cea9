// SPDX-License-Identifier: Apache-2.0
#include "spec/tree_builder.h"

#include <algorithm>
#include <utility>

namespace loadgate {
namespace {

constexpr std::size_t most_nodes = 100'000;
constexpr std::size_t most_bytes = std::size_t{4} << 20U;
constexpr std::size_t deepest = 64;

SpecNode make_node(NodeKind kind, Position where) {
  return SpecNode{.kind = kind,
                  .where = where,
                  .style = ScalarStyle::plain,
                  .text = {},
                  .items = {},
                  .entries = {}};
}

}  // namespace

void TreeBuilder::fail(const YAML::Mark& mark, std::string message, std::string hint) {
  if (!failed_) {
    diagnostics_.add(source_.position(mark.line, mark.column), std::move(message), std::move(hint));
  }
  failed_ = true;
}

std::optional<SpecNode> TreeBuilder::take_root() {
  return std::exchange(root_, std::nullopt);
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ > 1) {
    fail(mark, "a second document begins here", "one file holds one spec: remove '---' and '...'");
  }
}

bool TreeBuilder::accept(const YAML::Mark& mark, const std::string& tag) {
  if (failed_) {
    return false;
  }
  const std::string_view line = source_.line(mark.line + 1);
  const std::string_view indent = line.substr(0, line.find_first_not_of(" \t"));
  const std::size_t tab = indent.find('\t');
  if (tab < static_cast<std::size_t>(mark.column)) {
    YAML::Mark place = mark;
    place.column = static_cast<int>(tab);
    fail(place, "a tab in the indentation", "indent with spaces");
  } else if (tag.size() > 1) {
    fail(mark, "the tag '" + tag + "' is not supported",
         "write the value without it, in quotes where it is text");
  }
  return !failed_;
}

bool TreeBuilder::wants_key() const {
  return !open_.empty() && open_.back().part.node.kind == NodeKind::mapping && !open_.back().key;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  // An empty value's mark is that of whatever follows it, so its line is no indentation.
  if (failed_) {
    return;
  }
  Position where = source_.position(mark.line, mark.column);
  if (!open_.empty()) {
    const std::optional<Entry>& key = open_.back().key;
    where = key ? key->where : where;
  }
  add(mark, Part{make_node(NodeKind::null, where), 1, 0, 0}, anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (!accept(mark, {})) {
    return;
  }
  const auto known = anchors_.find(anchor);
  if (known == anchors_.end()) {
    fail(mark, "the alias stands inside of what it names", "write the value out");
    return;
  }
  const Part& part = known->second;
  if (nodes_ + part.nodes > most_nodes || bytes_ + part.bytes > most_bytes) {
    fail(mark, "the file is too large with its aliases expanded (more than 100,000 nodes or 4 MiB)",
         "use fewer aliases");
    return;
  }
  add(mark, part, 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  if (!accept(mark, tag)) {
    return;
  }
  if (value.find('\0') != std::string::npos) {
    fail(mark, "a NUL character in the text", "remove '\\0' or '\\x00'");
    return;
  }
  // yaml-cpp lets the end of the file close a quote.
  if (tag == "!" && !source_.ends_quote(mark.line, mark.column)) {
    fail(mark, "a quoted text is not closed", "add the closing quote");
    return;
  }
  const ScalarStyle style = tag == "!" ? ScalarStyle::quoted : ScalarStyle::plain;
  if (wants_key()) {
    add_key(mark, value, style);
    return;
  }
  SpecNode node = make_node(NodeKind::scalar, source_.position(mark.line, mark.column));
  node.style = style;
  node.text = value;
  add(mark, Part{std::move(node), 1, value.size(), 0}, anchor);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  open(NodeKind::list, mark, tag, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value /*style*/) {
  open(NodeKind::mapping, mark, tag, anchor);
}

void TreeBuilder::open(NodeKind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor) {
  if (!accept(mark, tag)) {
    return;
  }
  if (wants_key()) {
    fail(mark, "a key must be text", "if this is a value that begins with '{' or '[', quote it");
    return;
  }
  if (open_.size() >= deepest) {
    fail(mark, "nested deeper than 64 levels", "");
    return;
  }
  const Position where = source_.position(mark.line, mark.column);
  open_.push_back(Open{.part = Part{make_node(kind, where), 1, 0, 0},
                       .anchor = anchor,
                       .key = std::nullopt,
                       .is_duplicate = false,
                       .lines_of_keys = {}});
  nodes_ += 1;
}

void TreeBuilder::close() {
  if (failed_) {
    return;
  }
  Open done = std::move(open_.back());
  open_.pop_back();
  if (done.anchor != 0) {
    anchors_.insert_or_assign(done.anchor, done.part);
  }
  attach(std::move(done.part));
}

void TreeBuilder::add_key(const YAML::Mark& mark, const std::string& key, ScalarStyle style) {
  Open& mapping = open_.back();
  const Position where = source_.position(mark.line, mark.column);
  if (key == "<<" && style == ScalarStyle::plain) {
    fail(mark, "merge keys ('<<') are not supported", "write the keys out");
    return;
  }
  const auto [first, is_new] = mapping.lines_of_keys.emplace(key, where.line);
  mapping.is_duplicate = !is_new;
  if (!is_new) {
    diagnostics_.add(where, "duplicate key '" + key + "'",
                     "it stands in line " + std::to_string(first->second) + " already");
  }
  mapping.key = Entry{.key = key, .where = where, .value = make_node(NodeKind::null, where)};
  mapping.part.bytes += key.size();
  bytes_ += key.size();
}

void TreeBuilder::add(const YAML::Mark& mark, Part part, YAML::anchor_t anchor) {
  if (wants_key()) {
    fail(mark, "a key must be text", "write it in quotes");
    return;
  }
  nodes_ += part.nodes;
  bytes_ += part.bytes;
  if (nodes_ > most_nodes || bytes_ > most_bytes) {
    fail(mark, "the file has more than 100,000 nodes", "move data into a CSV or JSONL file");
    return;
  }
  if (open_.size() + part.height > deepest) {
    fail(mark, "nested deeper than 64 levels", "");
    return;
  }
  if (anchor != 0) {
    anchors_.insert_or_assign(anchor, part);
  }
  attach(std::move(part));
}

void TreeBuilder::attach(Part part) {
  if (open_.empty()) {
    root_ = std::move(part.node);
    return;
  }
  Open& parent = open_.back();
  parent.part.nodes += part.nodes;
  parent.part.bytes += part.bytes;
  parent.part.height = std::max(parent.part.height, part.height + 1);
  if (parent.part.node.kind == NodeKind::list) {
    parent.part.node.items.push_back(std::move(part.node));
    return;
  }
  std::optional<Entry> entry = std::exchange(parent.key, std::nullopt);
  if (entry && !parent.is_duplicate) {
    entry->value = std::move(part.node);
    parent.part.node.entries.push_back(std::move(*entry));
  }
}

}  // namespace loadgate
