// SPDX-License-Identifier: Apache-2.0
#include "load/secret_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/encoding.h"
#include "load/load.h"
#include "load/template_source.h"
#include "spec/find_target.h"
#include "spec/references.h"

namespace loadgate {
namespace {

constexpr std::size_t shortest_secret = 4;
constexpr std::size_t learnt_at_most = 256;
constexpr std::size_t learnt_bytes_at_most = 1U << 20U;
constexpr std::size_t long_word = 20;
constexpr std::string_view hidden = "***";
constexpr std::array<std::string_view, 4> secret_words{"TOKEN", "SECRET", "PASSWORD", "KEY"};

bool sounds_secret(std::string_view name) {
  return std::ranges::any_of(secret_words, [name](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
}

std::optional<std::string> value_of(const Reference& reference, const Outside& outside) {
  const auto& values =
      reference.kind == ReferenceKind::variable ? outside.variables : outside.environment;
  const auto found = values.find(reference.name);
  return found == values.end() ? reference.fallback : std::optional(found->second);
}

/// One line for each kind of mistake, so that all of them are named at once.
struct Complaints {
  std::vector<std::string> unset;
  std::vector<std::string> short_secrets;
};

void add_once(std::vector<std::string>& list, std::string name) {
  if (std::ranges::find(list, name) == list.end()) {
    list.push_back(std::move(name));
  }
}

void look_at(const Reference& reference, const Outside& outside, Secrets& secrets,
             Complaints& complaints) {
  const bool is_secret = reference.kind == ReferenceKind::secret;
  const bool is_environment = reference.kind == ReferenceKind::environment;
  if (!is_secret && !is_environment && reference.kind != ReferenceKind::variable) {
    return;
  }
  const std::optional<std::string> value = value_of(reference, outside);
  if (!value) {
    const std::string_view option = is_environment || is_secret ? "" : "--var ";
    add_once(complaints.unset, std::string(option) + reference.name);
    return;
  }
  if (is_secret && value->size() < shortest_secret) {
    add_once(complaints.short_secrets, reference.name);
    return;
  }
  if (is_secret || (is_environment && sounds_secret(reference.name))) {
    secrets.add(*value);
  }
}

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

Result<void> learn_auth(const Auth& auth, const Outside& outside, Secrets& secrets) {
  if (const auto* bearer = std::get_if<BearerAuth>(&auth);
      bearer != nullptr && is_constant(bearer->token)) {
    ASSIGN_OR_RETURN(const std::string token, render_outside(bearer->token, outside));
    secrets.add(token);
  }
  if (const auto* basic = std::get_if<BasicAuth>(&auth);
      basic != nullptr && is_constant(basic->user) && is_constant(basic->password)) {
    ASSIGN_OR_RETURN(const std::string user, render_outside(basic->user, outside));
    ASSIGN_OR_RETURN(const std::string password, render_outside(basic->password, outside));
    secrets.add(password);
    secrets.add(base64_encode(user + ":" + password));
  }
  if (const auto* header = std::get_if<HeaderAuth>(&auth);
      header != nullptr && is_constant(header->value)) {
    ASSIGN_OR_RETURN(const std::string value, render_outside(header->value, outside));
    secrets.add(value);
  }
  if (const auto* oauth2 = std::get_if<OAuth2Auth>(&auth)) {
    ASSIGN_OR_RETURN(const std::string secret, render_outside(oauth2->client_secret, outside));
    secrets.add(secret);
  }
  return {};
}

/// Not the dots and slashes of tokens and addresses: what stands between them is judged for itself.
bool is_in_word(char c) {
  constexpr std::string_view marks = "-_+=~";
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || marks.find(c) != marks.npos;
}

bool may_be_credential(std::string_view word) {
  const bool has_digit =
      std::ranges::any_of(word, [](unsigned char c) { return std::isdigit(c) != 0; });
  return word.size() >= (has_digit ? shortest_captured_secret : long_word);
}

std::string without_credentials(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const auto end = std::ranges::find_if_not(text, is_in_word);
    const auto length = static_cast<std::size_t>(end - text.begin());
    const std::string_view word = text.substr(0, length);
    shown += may_be_credential(word) ? hidden : word;
    shown += text.substr(length, 1);
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return shown;
}

}  // namespace

Result<void> learn_secrets(const Spec& spec, const Outside& outside, Secrets& secrets) {
  Complaints complaints;
  const auto visit = [&](const Reference& reference) {
    look_at(reference, outside, secrets, complaints);
  };
  visit_references(spec, visit);
  if (!complaints.unset.empty()) {
    return invalid_input("not set: " + join(complaints.unset),
                         "set them in the environment (--var NAME=VALUE for `var:`), or give a "
                         "default: ${env:NAME:-default}");
  }
  if (!complaints.short_secrets.empty()) {
    return invalid_input("secrets under 4 characters: " + join(complaints.short_secrets),
                         "so short a value can not be masked without blanking out ordinary text; "
                         "use a longer one, or `env:` if it is no secret");
  }
  for (const Target* target : all_targets(spec)) {
    RETURN_IF_ERROR(learn_auth(target->auth, outside, secrets));
  }
  return {};
}

void CapturedSecrets::learn(std::string_view value) {
  std::string text(value);
  if (value.size() < shortest_captured_secret || is_full() || values_.contains(text)) {
    return;
  }
  bytes_ += value.size();
  if (bytes_ <= learnt_bytes_at_most) {
    values_.insert(std::move(text));
  }
}

bool CapturedSecrets::is_full() const {
  return values_.size() >= learnt_at_most || bytes_ > learnt_bytes_at_most;
}

std::string mask_with(const Secrets& secrets, std::string_view text, Excerpt excerpt) {
  std::string masked = secrets.mask(text, excerpt.is_cut ? TextEnd::cut : TextEnd::own);
  if (!excerpt.is_doubtful) {
    return masked;
  }
  while (excerpt.is_cut && !masked.empty() && is_in_word(masked.back())) {
    masked.pop_back();  // a word that goes on behind the end is too short to be judged
  }
  return without_credentials(masked);
}

}  // namespace loadgate
