// SPDX-License-Identifier: Apache-2.0
#include "spec/references.h"

#include <algorithm>

#include "spec/find_target.h"
#include "spec/parse.h"

namespace loadgate {
namespace {

void visit_template(const Template& text, const VisitReference& visit) {
  for (const auto& part : text.parts) {
    if (const auto* reference = std::get_if<Reference>(&part)) {
      visit(*reference);
    }
  }
}

void visit_value(const BodyValue& body, const VisitReference& visit) {
  if (const auto* text = std::get_if<Template>(&body.value)) {
    visit_template(*text, visit);
  } else if (const auto* list = std::get_if<BodyValue::List>(&body.value)) {
    for (const BodyValue& item : *list) {
      visit_value(item, visit);
    }
  } else if (const auto* object = std::get_if<BodyValue::Object>(&body.value)) {
    for (const auto& [key, value] : *object) {
      visit_value(value, visit);
    }
  }
}

void visit_auth(const Auth& auth, const VisitReference& visit) {
  if (const auto* bearer = std::get_if<BearerAuth>(&auth)) {
    visit_template(bearer->token, visit);
  } else if (const auto* basic = std::get_if<BasicAuth>(&auth)) {
    visit_template(basic->user, visit);
    visit_template(basic->password, visit);
  } else if (const auto* header = std::get_if<HeaderAuth>(&auth)) {
    visit_template(header->value, visit);
  } else if (const auto* oauth2 = std::get_if<OAuth2Auth>(&auth)) {
    for (const Template* text :
         {&oauth2->token_url, &oauth2->client_id, &oauth2->client_secret, &oauth2->scope}) {
      visit_template(*text, visit);
    }
  }
}

template <typename AnyScenario, typename AnySpec>
std::vector<AnyScenario*> list_flows(AnySpec& spec) {
  std::vector<AnyScenario*> flows;
  for (AnyScenario& scenario : spec.scenarios) {
    flows.push_back(&scenario);
  }
  for (auto* beside : {&spec.setup, &spec.teardown}) {
    if (*beside) {
      flows.push_back(&**beside);
    }
  }
  if (spec.provision) {
    flows.push_back(&spec.provision->steps);
    flows.push_back(&spec.provision->release);
  }
  return flows;
}

void visit_body(const Body& body, const VisitReference& visit) {
  if (const auto* text = std::get_if<TextBody>(&body)) {
    visit_template(text->text, visit);
  } else if (const auto* json = std::get_if<JsonBody>(&body)) {
    visit_value(json->value, visit);
  } else if (const auto* form = std::get_if<FormBody>(&body)) {
    for (const auto& [name, value] : form->fields) {
      visit_template(value, visit);
    }
  } else if (const auto* multipart = std::get_if<MultipartBody>(&body)) {
    for (const MultipartPart& part : multipart->parts) {
      visit_template(part.text, visit);
    }
  }
}

}  // namespace

void visit_references(const Target& target, const VisitReference& visit) {
  visit_template(target.url, visit);
  visit_template(target.against, visit);
  for (const Header& header : target.headers) {
    visit_template(header.value, visit);
  }
  visit_auth(target.auth, visit);
  if (target.start) {
    for (const auto& [name, value] : target.start->environment) {
      visit_template(value, visit);
    }
  }
}

void visit_references(const Step& step, const VisitReference& visit) {
  visit_template(step.path, visit);
  for (const Header& header : step.headers) {
    visit_template(header.value, visit);
  }
  visit_body(step.body, visit);
  for (const JsonExpectation& expectation : step.expect.json) {
    visit_value(expectation.value, visit);
  }
  for (const Template& text : step.expect.contains) {
    visit_template(text, visit);
  }
  for (const Template& text : step.expect.not_contains) {
    visit_template(text, visit);
  }
  for (const Header& header : step.expect.headers) {
    visit_template(header.value, visit);
  }
  if (step.poll) {
    visit_template(step.poll->until.value, visit);
  }
}

void visit_references(const Spec& spec, const VisitReference& visit) {
  for (const Target* target : all_targets(spec)) {
    visit_references(*target, visit);
  }
  for (const Scenario* flow : all_flows(spec)) {
    for (const Step& step : flow->steps) {
      visit_references(step, visit);
    }
  }
}

std::vector<const Scenario*> all_flows(const Spec& spec) {
  return list_flows<const Scenario>(spec);
}

std::vector<Scenario*> all_flows(Spec& spec) {
  return list_flows<Scenario>(spec);
}

std::vector<Reference> needed_environment(const Spec& spec) {
  std::vector<Reference> needed;
  const auto collect = [&](const Reference& reference) {
    const bool is_environment =
        reference.kind == ReferenceKind::environment || reference.kind == ReferenceKind::secret;
    const auto is_same = [&](const Reference& other) {
      return other.kind == reference.kind && other.name == reference.name;
    };
    if (is_environment && !reference.fallback && std::ranges::none_of(needed, is_same)) {
      needed.push_back(reference);
    }
  };
  visit_references(spec, collect);
  return needed;
}

}  // namespace loadgate
