// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "spec/diagnostics.h"
#include "spec/node.h"
#include "spec/source.h"

namespace loadgate {

/// Builds the tree from yaml-cpp's events, so that an alias bomb is counted before it is expanded.
/// After the first mistake that spoils the tree, further events are ignored.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(Source& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  bool failed() const { return failed_; }
  void fail(const YAML::Mark& mark, std::string message, std::string hint);
  /// The document; nothing if it had none.
  std::optional<SpecNode> take_root();

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// A finished part of the tree and what it adds to the limits.
  struct Part {
    SpecNode node;
    std::size_t nodes;
    std::size_t bytes;
    std::size_t height;
  };
  struct Open {
    Part part;
    YAML::anchor_t anchor;
    std::optional<Entry> key;  // read, its value not yet
    bool is_duplicate;         // the key: its value is dropped
    std::unordered_map<std::string, int> lines_of_keys;
  };

  bool accept(const YAML::Mark& mark, const std::string& tag);
  bool wants_key() const;
  void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void close();
  void add_key(const YAML::Mark& mark, const std::string& key, ScalarStyle style);
  void add(const YAML::Mark& mark, Part part, YAML::anchor_t anchor);
  void attach(Part part);

  Source& source_;
  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Part> anchors_;
  std::optional<SpecNode> root_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
  int documents_ = 0;
  bool failed_ = false;
};

}  // namespace loadgate
