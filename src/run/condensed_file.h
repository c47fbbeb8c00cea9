// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/json_schema.h"
#include "run/run.h"

namespace loadgate {

// The field "histograms" of a run file: buckets and counts as columns, like the samples.

void write_condensed(JsonWriter writer, const Condensed& condensed);
/// What could not be: a place, a metric or a bucket that is none, fails at its field.
void read_condensed(JsonReader reader, const Run& run, Condensed& condensed);
void describe_condensed(nlohmann::json& target);

}  // namespace loadgate
