// SPDX-License-Identifier: Apache-2.0
#include "plan/digest_settings.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/digest.h"
#include "plan/canonical_text.h"
#include "plan/concurrency.h"
#include "plan/data_class.h"
#include "spec/find_target.h"

namespace loadgate {
namespace {

std::string indexed(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

/// Ends of a range that is usually a single value.
std::string range_of(Nanoseconds low, Nanoseconds high) {
  return low == high ? write_duration(low) : write_duration(low) + ".." + write_duration(high);
}

struct PhaseSettings {
  Settings& settings;
  std::string key;

  void add(std::string_view name, std::string value) const {
    settings.emplace_back(key + "." + std::string(name), std::move(value));
  }
  void operator()(const OpenLoad& open) const {
    add("rate", write_rate(open.rate));
    if (open.to) {
      add("to", write_rate(*open.to));
    }
    add("for", write_duration(open.duration));
  }
  void operator()(const ClosedLoad& closed) const {
    add("users", std::to_string(closed.users));
    if (closed.to) {
      add("to", std::to_string(*closed.to));
    }
    add("for", write_duration(closed.duration));
  }
  void operator()(const IterationsLoad& fixed) const {
    add("iterations", std::to_string(fixed.iterations));
    add("users", std::to_string(fixed.users));
  }
};

void add_timeouts(const Target& target, Settings& settings) {
  const std::string before = target.name.empty() ? "" : "targets." + target.name + ".";
  settings.emplace_back(before + "timeout", write_duration(target.timeout));
  settings.emplace_back(before + "connect_timeout", write_duration(target.connect_timeout));
  if (target.idle_timeout) {
    settings.emplace_back(before + "idle_timeout", write_duration(*target.idle_timeout));
  }
}

/// A path may be a whole address of the target, and addresses are no part of the plan.
std::string path_without_address(const Template& path) {
  std::string text = canonical_text(path);
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) {
      const std::size_t begin = text.find_first_of("/?", scheme.size());
      return begin == std::string::npos ? "/" : text.substr(begin);
    }
  }
  return text;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return text;
}

std::string header_names(const Spec& spec, const Step& step) {
  std::set<std::string> names;
  for (const Header& header : target_of(spec, step).headers) {
    names.insert(lower(header.name));
  }
  for (const Header& header : step.headers) {
    names.insert(lower(header.name));
  }
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? "" : ", ") + name;
  }
  return list;
}

std::string digest_of_file(const Plan& plan, const std::string& file) {
  const auto found = plan.files.find(file);
  return "sha256:" + sha256(found == plan.files.end() ? std::string_view() : found->second);
}

/// Each kind of body under the key that it has in the spec.
struct BodySettings {
  const Plan& plan;
  Settings& settings;

  void add(std::string_view key, std::string_view canonical) const {
    settings.emplace_back(key, "sha256:" + sha256(canonical));
  }
  void operator()(const NoBody&) const {}
  void operator()(const TextBody& text) const { add("body", canonical_text(text.text)); }
  void operator()(const JsonBody& json) const { add("json", canonical_json(json.value)); }
  void operator()(const FormBody& form) const {
    std::string fields;
    for (const auto& [name, value] : form.fields) {
      fields += framed(name) + framed(canonical_text(value));
    }
    add("form", fields);
  }
  void operator()(const MultipartBody& multipart) const {
    std::string parts;
    for (const MultipartPart& part : multipart.parts) {
      parts += framed(part.name) + framed(canonical_text(part.text)) + framed(part.content_type) +
               framed(std::filesystem::path(part.file).filename().string());
    }
    add("multipart", parts);
    for (const MultipartPart& part : multipart.parts) {
      if (!part.file.empty()) {
        settings.emplace_back("multipart." + part.name, digest_of_file(plan, part.file));
      }
    }
  }
  void operator()(const FileBody& body) const {
    settings.emplace_back("body_file", digest_of_file(plan, body.file));
  }
};

void add_repeats(const Step& step, Settings& settings) {
  if (step.poll) {
    const PollCondition& until = step.poll->until;
    const std::size_t sign = until.text.find(until.is_equal ? " == " : " != ");
    settings.emplace_back("poll.until",
                          until.text.substr(0, sign + 4) + canonical_text(until.value));
    settings.emplace_back("poll.every", write_duration(step.poll->every));
    settings.emplace_back("poll.max_requests", std::to_string(step.poll->max_requests));
  }
  if (step.retries) {
    settings.emplace_back("retries", std::to_string(*step.retries));
  }
}

/// What the target or the step asks of the transport besides.
void add_carriage(const Spec& spec, const Step& step, Settings& settings) {
  if (target_of(spec, step).keeps_cookies) {
    settings.emplace_back("cookies", "kept");
  }
  if (const std::int64_t redirects = redirects_of(spec, step); redirects > 0) {
    settings.emplace_back("redirects", std::to_string(redirects));
  }
}

void add_pauses(std::string_view list, const std::vector<Pause>& pauses, Settings& settings) {
  for (std::size_t i = 0; i < pauses.size(); ++i) {
    settings.emplace_back(indexed(list, i), range_of(pauses[i].low, pauses[i].high));
  }
}

constexpr std::array pick_words{std::pair{Pick::random, "random"},
                                std::pair{Pick::sequential, "sequential"},
                                std::pair{Pick::unique, "unique"}};

void add_source(const DataTable& table, const DataSource& source, Settings& settings) {
  const std::string key = "data." + table.name;
  const auto* pick =
      std::ranges::find(pick_words, table.pick, &decltype(pick_words)::value_type::first);
  settings.emplace_back(key, "sha256:" + table.digest);
  settings.emplace_back(key + ".pick", pick->second);
  if (!source.weight_column.empty()) {
    settings.emplace_back(key + ".weight_column", source.weight_column);
  }
}

void add_data(const Plan& plan, const Step& step, Settings& settings) {
  const std::set<std::string> used = sources_of(plan.spec, step);
  for (std::size_t i = 0; i < plan.data.size(); ++i) {
    const bool is_a_file = plan.spec.data[i].format != DataFormat::provisioned;
    if (is_a_file && used.contains(plan.data[i].name)) {
      add_source(plan.data[i], plan.spec.data[i], settings);
    }
  }
}

Settings settings_of(const Plan& plan, const Scenario& scenario, std::size_t index) {
  const Step& step = scenario.steps[index];
  Settings settings;
  settings.emplace_back("request", step.method + " " + path_without_address(step.path));
  if (!step.target.empty()) {
    settings.emplace_back("target", step.target);
  }
  settings.emplace_back("headers", header_names(plan.spec, step));
  std::visit(BodySettings{.plan = plan, .settings = settings}, step.body);
  if (step.timeout) {
    settings.emplace_back("timeout", write_duration(*step.timeout));
  }
  add_carriage(plan.spec, step, settings);
  add_repeats(step, settings);
  add_pauses("pause_before", step.pauses_before, settings);
  if (index + 1 == scenario.steps.size()) {
    add_pauses("pause_after", scenario.pauses_after, settings);
  }
  add_data(plan, step, settings);
  return settings;
}

void add_flow(const Plan& plan, std::string_view list, const Scenario& flow, Settings& settings) {
  for (std::size_t i = 0; i < flow.steps.size(); ++i) {
    const std::string before = indexed(list, i) + ".";
    settings.emplace_back(before + "name", flow.steps[i].name);
    for (auto& [key, value] : settings_of(plan, flow, i)) {
      settings.emplace_back(before + key, std::move(value));
    }
  }
}

/// What is done before the load decides what the load meets.
void add_what_comes_before(const Plan& plan, Settings& settings) {
  if (plan.spec.setup) {
    add_flow(plan, "setup", *plan.spec.setup, settings);
  }
  if (const auto& provision = plan.spec.provision) {
    settings.emplace_back("provision.count", std::to_string(provision->count));
    settings.emplace_back("provision.rate", write_rate(provision->rate));
    settings.emplace_back("provision.retries", std::to_string(provision->retries));
    add_flow(plan, "provision.steps", provision->steps, settings);
  }
}

}  // namespace

std::string framed(std::string_view text) {
  return std::to_string(text.size()) + ":" + std::string(text) + ",";
}

Settings load_settings(const Plan& plan) {
  const Spec& spec = plan.spec;
  const Load& load = spec.load;
  Settings settings;
  if (!spec.profile.empty()) {
    settings.emplace_back("profile", spec.profile);
  }
  for (std::size_t i = 0; i < load.phases.size(); ++i) {
    const PhaseSettings phase{.settings = settings, .key = indexed("phases", i)};
    phase.add("name", load.phases[i].name);
    std::visit(phase, load.phases[i].load);
    phase.add("measure", load.phases[i].measure ? "true" : "false");
  }
  settings.emplace_back("seed", std::to_string(load.seed));
  settings.emplace_back("arrivals", load.arrivals == Arrivals::constant ? "constant" : "poisson");
  if (load.max_in_flight) {
    settings.emplace_back("max_in_flight", std::to_string(*load.max_in_flight));
  }
  if (load.retries > 0) {
    settings.emplace_back("retries", std::to_string(load.retries));
  }
  for (const Target* target : all_targets(spec)) {
    add_timeouts(*target, settings);
  }
  for (std::size_t i = 0; i < spec.scenarios.size(); ++i) {
    settings.emplace_back(indexed("scenarios", i) + ".name", spec.scenarios[i].name);
    settings.emplace_back(indexed("scenarios", i) + ".weight",
                          std::to_string(spec.scenarios[i].weight));
  }
  add_what_comes_before(plan, settings);
  return settings;
}

Settings step_settings(const Plan& plan, const PlannedStep& planned) {
  return settings_of(plan, plan.spec.scenarios[planned.scenario], planned.step);
}

}  // namespace loadgate
