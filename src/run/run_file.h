// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "run/run.h"

namespace loadgate {

/// loadgate.run.v1: JSON, the samples and flows as columns (zigzag varint of differences, zlib,
/// base64). Lossless: `run_from_json(run_to_json(run))` equals `run`; equal runs give equal bytes.
std::string run_to_json(const Run& run);

/// `file` is named in errors: not JSON, another schema, a missing field, a damaged column, indices
/// out of range.
Result<Run> run_from_json(std::string_view json, std::string_view file);

Result<Run> read_run(const std::filesystem::path& file);

/// Refuses a run that holds some shards of its plan only: its rates and counts are not the plan's.
Result<Run> read_whole_run(const std::filesystem::path& file);
Result<void> check_whole(const Run& run, std::string_view file);

}  // namespace loadgate
