// SPDX-License-Identifier: Apache-2.0
#include "unit/spec/dump.h"

#include <gtest/gtest.h>

#include <sstream>

namespace loadgate::testing {
namespace {

template <typename Value>
std::string maybe(const std::optional<Value>& value) {
  std::ostringstream text;
  if (value) {
    text << *value;
  } else {
    text << "none";
  }
  return text.str();
}

std::string dump(const Reference& reference) {
  std::ostringstream text;
  text << "<" << static_cast<int>(reference.kind) << " " << reference.source << "."
       << reference.name << " " << reference.low << ".." << reference.high;
  for (const std::string& choice : reference.choices) {
    text << "|" << choice;
  }
  text << " else " << maybe(reference.fallback) << " as " << static_cast<int>(reference.coercion)
       << ">";
  return text.str();
}

std::string dump(Rate rate) {
  return write_rate(rate);
}

std::string dump(const std::vector<Header>& headers) {
  std::string text;
  for (const Header& header : headers) {
    text += header.name + "=" + testing::dump(header.value) + ";";
  }
  return text;
}

struct DumpAuth {
  std::string operator()(std::monostate) const { return "none"; }
  std::string operator()(const BearerAuth& auth) const {
    return "bearer " + testing::dump(auth.token);
  }
  std::string operator()(const BasicAuth& auth) const {
    return "basic " + testing::dump(auth.user) + " " + testing::dump(auth.password);
  }
  std::string operator()(const HeaderAuth& auth) const {
    return auth.name + " " + testing::dump(auth.value);
  }
  std::string operator()(const OAuth2Auth& auth) const {
    return "oauth2 " + testing::dump(auth.token_url) + " " + testing::dump(auth.client_id) + " " +
           testing::dump(auth.client_secret) + " " + testing::dump(auth.scope);
  }
};

struct DumpBody {
  std::string operator()(const NoBody&) const { return "none"; }
  std::string operator()(const TextBody& body) const { return "text " + testing::dump(body.text); }
  std::string operator()(const JsonBody& body) const { return "json " + testing::dump(body.value); }
  std::string operator()(const FormBody& body) const {
    std::string text = "form";
    for (const auto& [name, value] : body.fields) {
      text += " " + name + "=" + testing::dump(value);
    }
    return text;
  }
  std::string operator()(const MultipartBody& body) const {
    std::string text = "multipart";
    for (const MultipartPart& part : body.parts) {
      text += " " + part.name + "=" + testing::dump(part.text) + " " + part.file + " " +
              part.content_type;
    }
    return text;
  }
  std::string operator()(const FileBody& body) const { return "file " + body.file; }
};

struct DumpLoad {
  std::string operator()(const OpenLoad& load) const {
    return "open " + dump(load.rate) + " to " + (load.to ? dump(*load.to) : "none") + " for " +
           write_duration(load.duration);
  }
  std::string operator()(const ClosedLoad& load) const {
    return "closed " + std::to_string(load.users) + " to " + maybe(load.to) + " for " +
           write_duration(load.duration);
  }
  std::string operator()(const IterationsLoad& load) const {
    return "iterations " + std::to_string(load.iterations) + " by " + std::to_string(load.users);
  }
};

struct DumpValue {
  std::string operator()(std::nullptr_t) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(const BodyValue::Number& number) const { return number.text; }
  std::string operator()(const Template& text) const { return testing::dump(text); }
  std::string operator()(const BodyValue::List& list) const {
    std::string text = "[";
    for (const BodyValue& item : list) {
      text += testing::dump(item) + ",";
    }
    return text + "]";
  }
  std::string operator()(const BodyValue::Object& object) const {
    std::string text = "{";
    for (const auto& [key, value] : object) {
      text += key + ":" + testing::dump(value) + ",";
    }
    return text + "}";
  }
};

std::string dump(const std::vector<Pause>& pauses) {
  std::string text;
  for (const Pause& pause : pauses) {
    text += write_duration(pause.low) + ".." + write_duration(pause.high) + ";";
  }
  return text;
}

std::string dump(const Expectations& expect) {
  std::ostringstream text;
  for (const StatusRange& range : expect.status) {
    text << range.low << "-" << range.high << ";";
  }
  for (const JsonExpectation& json : expect.json) {
    text << json.pointer << "=" << testing::dump(json.value) << ";";
  }
  for (const Template& contained : expect.contains) {
    text << "contains " << testing::dump(contained) << ";";
  }
  text << "max " << maybe(expect.max_bytes);
  for (const Template& unwanted : expect.not_contains) {
    text << ";not_contains " << testing::dump(unwanted);
  }
  for (const std::string& pattern : expect.matches) {
    text << ";matches " << pattern;
  }
  for (const std::string& pattern : expect.not_matches) {
    text << ";not_matches " << pattern;
  }
  for (const Header& header : expect.headers) {
    text << ";header " << header.name << "=" << testing::dump(header.value);
  }
  if (expect.json_schema) {
    text << ";json_schema " << expect.json_schema->file;
  }
  return text.str();
}

/// Where, how often, and until when the step is sent; nothing where the spec says nothing of it.
std::string dump_flow_keys(const Step& step) {
  std::ostringstream text;
  if (!step.target.empty()) {
    text << " target " << step.target;
  }
  if (step.retries) {
    text << " retries " << *step.retries;
  }
  if (step.redirects) {
    text << " redirects " << *step.redirects;
  }
  if (!step.outcome.empty()) {
    text << " outcome " << step.outcome;
  }
  if (step.poll) {
    const PollCondition& until = step.poll->until;
    text << " poll " << static_cast<int>(until.source) << ":" << until.expression
         << (until.is_equal ? " == " : " != ") << testing::dump(until.value) << " every "
         << write_duration(step.poll->every) << " at most " << step.poll->max_requests;
  }
  return text.str();
}

std::string dump(const Step& step) {
  std::ostringstream text;
  text << "  step " << step.name << ": " << step.method << " " << testing::dump(step.path)
       << " headers " << dump(step.headers) << " body " << std::visit(DumpBody(), step.body)
       << " expect " << dump(step.expect) << " timeout "
       << (step.timeout ? write_duration(*step.timeout) : "none") << " on_error "
       << static_cast<int>(step.on_error) << " pauses " << dump(step.pauses_before);
  for (const Capture& capture : step.captures) {
    text << " capture " << capture.name << "=" << static_cast<int>(capture.kind) << ":"
         << capture.expression;
  }
  text << dump_flow_keys(step);
  return text.str() + "\n";
}

std::string dump(const Target& target) {
  std::ostringstream text;
  text << "url " << testing::dump(target.url) << "\nmock " << target.mock << "\nhttp "
       << static_cast<int>(target.http) << "\ntransport " << static_cast<int>(target.transport)
       << "\ntimeouts " << write_duration(target.timeout) << " "
       << write_duration(target.connect_timeout) << " "
       << (target.idle_timeout ? write_duration(*target.idle_timeout) : "none") << "\nheaders "
       << dump(target.headers) << "\nauth " << std::visit(DumpAuth(), target.auth) << "\ntls "
       << target.tls.ca << " " << target.tls.cert << " " << target.tls.key << " "
       << target.tls.verify << "\n";
  if (target.keeps_cookies || target.redirects > 0) {
    text << "cookies " << target.keeps_cookies << " redirects " << target.redirects << "\n";
  }
  if (!target.against.parts.empty()) {
    text << "against " << testing::dump(target.against) << "\n";
  }
  if (target.start) {
    text << "start " << target.start->command << " ready " << target.start->ready_method << " "
         << target.start->ready_path << " within " << write_duration(target.start->within);
    for (const auto& [name, value] : target.start->environment) {
      text << " " << name << "=" << testing::dump(value);
    }
    text << "\n";
  }
  return text.str();
}

/// Setup and teardown have no weight of their own.
std::string dump(std::string_view title, const std::optional<Scenario>& scenario) {
  std::string text;
  if (scenario) {
    text += std::string(title) + "\n";
    for (const Step& step : scenario->steps) {
      text += dump(step);
    }
  }
  return text;
}

/// What ends the load before its plan does, and what it tries again.
std::string dump_limits(const Load& load) {
  std::ostringstream text;
  if (load.retries > 0) {
    text << "  retries " << load.retries << "\n";
  }
  if (load.budget.requests || load.budget.time) {
    text << "  budget " << maybe(load.budget.requests) << " "
         << (load.budget.time ? write_duration(*load.budget.time) : "none") << "\n";
  }
  for (const StopCondition& stop : load.stop_when) {
    text << "  stop " << stop.metric << " " << static_cast<int>(stop.statistic) << " > "
         << stop.limit << " for " << write_duration(stop.duration) << "\n";
  }
  return text.str();
}

std::string dump(const Load& load) {
  std::ostringstream text;
  text << load.seed << " " << static_cast<int>(load.arrivals) << " " << maybe(load.max_in_flight)
       << " " << load.preflight << "\n";
  for (const Phase& phase : load.phases) {
    text << "  phase " << testing::dump(phase) << "\n";
  }
  return text.str() + dump_limits(load);
}

std::string dump(const DataSource& source) {
  std::ostringstream text;
  text << "data " << source.name << " " << static_cast<int>(source.format) << " " << source.file
       << " " << static_cast<int>(source.pick);
  if (!source.weight_column.empty()) {
    text << " weight " << source.weight_column;
  }
  if (!source.class_column.empty()) {
    text << " class " << source.class_column;
  }
  return text.str() + "\n";
}

std::string dump(const BaselinePolicy& baseline, const GatePolicy& gate) {
  std::ostringstream text;
  text << "baseline " << baseline.file << " " << baseline.read_from << " " << baseline.max_runs
       << " " << baseline.min_runs << " " << static_cast<int>(baseline.on_missing) << " "
       << static_cast<int>(baseline.on_mismatch) << "\ngate " << gate.confidence << " "
       << static_cast<int>(gate.on_inconclusive) << " " << static_cast<int>(gate.multiplicity)
       << " " << static_cast<int>(gate.policy_change) << " " << gate.jobs << " extend "
       << gate.extend;
  if (baseline.max_age) {
    text << " max_age " << *baseline.max_age;
  }
  return text.str() + "\n";
}

TEST(Dump, tells_apart_what_a_template_holds) {
  const Template text{.parts = {"a", Reference{.kind = ReferenceKind::random_choice,
                                               .name = "n",
                                               .source = "s",
                                               .low = 1,
                                               .high = 2,
                                               .choices = {"x", "y"},
                                               .fallback = "f",
                                               .coercion = Coercion::string,
                                               .where = {}}},
                      .where = {}};
  EXPECT_EQ(testing::dump(text), "'a'<6 s.n 1..2|x|y else f as 1>");
}

}  // namespace

std::string dump(const Template& text) {
  std::string result;
  for (const auto& part : text.parts) {
    const auto* literal = std::get_if<std::string>(&part);
    result += literal != nullptr ? "'" + *literal + "'" : dump(std::get<Reference>(part));
  }
  return result;
}

std::string dump(const BodyValue& value) {
  return std::visit(DumpValue(), value.value);
}

std::string dump(const Phase& phase) {
  return phase.name + " " + std::visit(DumpLoad(), phase.load) + (phase.measure ? " measured" : "");
}

std::string dump(const Rule& rule) {
  std::ostringstream text;
  text << rule.metric << " " << static_cast<int>(rule.statistic) << " step '" << rule.step
       << "' phase '" << rule.phase << "' at_most " << maybe(rule.at_most) << " at_least "
       << maybe(rule.at_least) << " max_increase " << maybe(rule.max_increase) << " max_decrease "
       << maybe(rule.max_decrease) << " min_delta " << rule.min_delta << " min_extra "
       << rule.min_extra << " min_samples " << maybe(rule.min_samples) << " severity "
       << static_cast<int>(rule.severity) << " on_no_data " << static_cast<int>(rule.on_no_data)
       << " origin " << static_cast<int>(rule.origin)
       << (rule.data_class.empty() ? "" : " class '" + rule.data_class + "'");
  for (const auto& [name, value] :
       {std::pair("warn_at", rule.warn_at), std::pair("must_see", rule.must_see),
        std::pair("since", rule.max_increase_since_release)}) {
    text << (value ? " " + std::string(name) + " " + std::to_string(*value) : "");
  }
  text << (rule.compare_to_phase.empty() ? "" : " against '" + rule.compare_to_phase + "'");
  return text.str();
}

std::string dump(const Spec& spec) {
  std::ostringstream text;
  text << spec.file << " " << spec.name << ": " << spec.description << "\n" << dump(spec.target);
  for (const Target& target : spec.targets) {
    text << "target " << target.name << " " << dump(target);
  }
  text << dump("setup", spec.setup) << dump("teardown", spec.teardown);
  if (spec.provision) {
    text << "provision " << spec.provision->count << " at " << dump(spec.provision->rate)
         << " retries " << spec.provision->retries << "\n"
         << dump("steps", std::optional(spec.provision->steps))
         << dump("release", std::optional(spec.provision->release));
  }
  for (const DataSource& source : spec.data) {
    text << dump(source);
  }
  for (const Scenario& scenario : spec.scenarios) {
    text << "scenario " << scenario.name << " " << scenario.weight << "\n";
    for (const Step& step : scenario.steps) {
      text << dump(step);
    }
    text << "  at the end " << dump(scenario.pauses_after) << "\n";
  }
  text << "load " << dump(spec.load);
  for (const Profile& profile : spec.profiles) {
    text << "profile " << profile.name << " " << dump(profile.load);
  }
  text << dump(spec.baseline, spec.gate) << "rules " << spec.has_rules << "\n";
  for (const Rule& rule : spec.rules) {
    text << "  " << dump(rule) << "\n";
  }
  for (const Waiver& waiver : spec.waivers) {
    text << "waiver " << waiver.rule << " " << maybe(waiver.max_increase) << " "
         << maybe(waiver.max_decrease) << " " << waiver.reason << " " << waiver.owner << " "
         << waiver.expires << "\n";
  }
  text << "reports " << spec.reports.dir;
  for (const std::string& format : spec.reports.formats) {
    text << " " << format;
  }
  return text.str() + "\n";
}

}  // namespace loadgate::testing
