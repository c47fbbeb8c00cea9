// SPDX-License-Identifier: Apache-2.0
#include "cli/vocabulary.h"

#include <algorithm>

#include "load/classify.h"
#include "metric/metric.h"
#include "report/report.h"

namespace loadgate {

Vocabulary full_vocabulary() {
  Vocabulary words{.metrics = metric_names(), .error_classes = {}, .formats = {}};
  const auto add = [&words](std::string_view name) {
    if (std::ranges::find(words.error_classes, name) == words.error_classes.end()) {
      words.error_classes.push_back(name);
    }
  };
  for (const OutcomeName& row : all_outcomes()) {
    if (is_error(row.outcome)) {
      add(row.name);
      add(row.group);
    }
  }
  for (int status = 400; status < 600; ++status) {
    const std::string_view name = describe(classify_status(status)).name;
    if (std::ranges::find(words.answer_classes, name) == words.answer_classes.end()) {
      words.answer_classes.push_back(name);
    }
  }
  for (const Format& format : all_formats()) {
    words.formats.push_back(format.name);
  }
  return words;
}

}  // namespace loadgate
