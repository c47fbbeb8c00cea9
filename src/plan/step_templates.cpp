// SPDX-License-Identifier: Apache-2.0
#include "plan/step_templates.h"

namespace loadgate {
namespace {

// One walk for const and mutable values: `Text`, `Body` and so on are deduced with their constness.

template <typename Text, typename Visit>
void walk_template(Text& text, const Visit& visit) {
  for (auto& part : text.parts) {
    if (auto* reference = std::get_if<Reference>(&part)) {
      visit(*reference);
    }
  }
}

template <typename Value, typename Visit>
void walk_value(Value& value, const Visit& visit) {
  if (auto* text = std::get_if<Template>(&value.value)) {
    walk_template(*text, visit);
  } else if (auto* list = std::get_if<BodyValue::List>(&value.value)) {
    for (auto& item : *list) {
      walk_value(item, visit);
    }
  } else if (auto* object = std::get_if<BodyValue::Object>(&value.value)) {
    for (auto& [name, member] : *object) {
      walk_value(member, visit);
    }
  }
}

template <typename AnyBody, typename Visit>
void walk_body(AnyBody& body, const Visit& visit) {
  if (auto* text = std::get_if<TextBody>(&body)) {
    walk_template(text->text, visit);
  } else if (auto* json = std::get_if<JsonBody>(&body)) {
    walk_value(json->value, visit);
  } else if (auto* form = std::get_if<FormBody>(&body)) {
    for (auto& [name, value] : form->fields) {
      walk_template(value, visit);
    }
  } else if (auto* multipart = std::get_if<MultipartBody>(&body)) {
    for (auto& part : multipart->parts) {
      walk_template(part.text, visit);
    }
  }
}

template <typename AnyStep, typename Visit>
void walk_request(AnyStep& step, const Visit& visit) {
  walk_template(step.path, visit);
  walk_body(step.body, visit);
  for (auto& header : step.headers) {
    walk_template(header.value, visit);
  }
}

template <typename AnyStep, typename Visit>
void walk_step(AnyStep& step, const Visit& visit) {
  walk_request(step, visit);
  for (auto& text : step.expect.contains) {
    walk_template(text, visit);
  }
  for (auto& expectation : step.expect.json) {
    walk_value(expectation.value, visit);
  }
  for (auto& text : step.expect.not_contains) {
    walk_template(text, visit);
  }
  for (auto& header : step.expect.headers) {
    walk_template(header.value, visit);
  }
}

template <typename AnyTarget, typename Visit>
void walk_target(AnyTarget& target, const Visit& visit) {
  for (auto& header : target.headers) {
    walk_template(header.value, visit);
  }
  if (auto* bearer = std::get_if<BearerAuth>(&target.auth)) {
    walk_template(bearer->token, visit);
  } else if (auto* basic = std::get_if<BasicAuth>(&target.auth)) {
    walk_template(basic->user, visit);
    walk_template(basic->password, visit);
  } else if (auto* header = std::get_if<HeaderAuth>(&target.auth)) {
    walk_template(header->value, visit);
  }
}

}  // namespace

void visit_step(Step& step, const ReferenceEditor& visit) {
  walk_step(step, visit);
}
void visit_step(const Step& step, const ReferenceReader& read) {
  walk_step(step, read);
}
void visit_target(Target& target, const ReferenceEditor& visit) {
  walk_target(target, visit);
}
void visit_target(const Target& target, const ReferenceReader& read) {
  walk_target(target, read);
}
void visit_request(const Step& step, const ReferenceReader& read) {
  walk_request(step, read);
}

}  // namespace loadgate
