// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "run/run.h"

namespace loadgate {

/// Where pieces of a text go, one after the other.
using TextSink = std::function<Result<void>(std::string_view piece)>;

/// The samples of a run as RFC 4180 has it: a row of names, then one row a request, lines that end
/// in CR LF. Row by row, so that it needs no memory of its own. Columns: docs/csv.md. Error: the
/// sink's, or there are no samples but histograms.
Result<void> write_csv(const Run& run, const TextSink& sink);

/// The table of columns in docs/csv.md, in Markdown.
std::string csv_reference();

}  // namespace loadgate
