// SPDX-License-Identifier: Apache-2.0
#include "load/transport/tls_material.h"

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <unistd.h>

namespace loadgate {
namespace {

struct CloseFile {
  void operator()(BIO* file) const { BIO_free(file); }
};
using File = std::unique_ptr<BIO, CloseFile>;

std::string openssl_words() {
  const char* words = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return words == nullptr ? "no reason given" : words;
}

tl::unexpected<Error> cannot_read(std::string_view what, const std::string& file,
                                  std::string hint) {
  return invalid_input(
      "cannot read " + std::string(what) + " from " + file + ": " + openssl_words(),
      std::move(hint));
}

// Without this, OpenSSL asks for a pass phrase on the terminal.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* /*user*/) {
  return 0;
}

/// Debian and most others: a bundle; else a folder of hashed names.
bool read_system_authorities(X509_STORE* store) {
  const curl_version_info_data* library = curl_version_info(CURLVERSION_NOW);
  if (library->cainfo != nullptr && access(library->cainfo, R_OK) == 0 &&
      X509_STORE_load_file(store, library->cainfo) == 1) {
    return true;
  }
  return library->capath != nullptr && access(library->capath, X_OK) == 0 &&
         X509_STORE_load_path(store, library->capath) == 1;
}

}  // namespace

void FreeTls::operator()(X509_STORE* store) const {
  X509_STORE_free(store);
}
void FreeTls::operator()(X509* certificate) const {
  X509_free(certificate);
}
void FreeTls::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}

Result<TlsMaterial> TlsMaterial::load(const TlsOptions& options) {
  TlsMaterial material;
  if (options.verify) {
    RETURN_IF_ERROR(material.read_authorities(options.ca));
  }
  if (!options.cert.empty()) {
    RETURN_IF_ERROR(material.read_own_certificate(options));
  }
  return material;
}

Result<void> TlsMaterial::read_authorities(const std::string& file) {
  trusted_.reset(X509_STORE_new());
  if (trusted_ == nullptr) {
    return fail(ErrorKind::internal, "cannot make a certificate store: " + openssl_words());
  }
  // As libcurl does: a certificate of the file is trusted even if it is no root.
  X509_STORE_set_flags(trusted_.get(), X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  if (file.empty()) {
    if (!read_system_authorities(trusted_.get())) {
      return invalid_input("this machine has no certificate authorities",
                           "install the package ca-certificates, or name a file in target.tls.ca");
    }
    return {};
  }
  if (X509_STORE_load_file(trusted_.get(), file.c_str()) != 1) {
    return cannot_read("certificate authorities", file, "target.tls.ca takes a PEM file");
  }
  return {};
}

Result<void> TlsMaterial::read_own_certificate(const TlsOptions& options) {
  const File chain(BIO_new_file(options.cert.c_str(), "r"));
  while (chain != nullptr) {
    X509* certificate = PEM_read_bio_X509(chain.get(), nullptr, no_pass_phrase, nullptr);
    if (certificate == nullptr) {
      break;
    }
    own_chain_.emplace_back(certificate);
  }
  if (own_chain_.empty()) {
    return cannot_read("a client certificate", options.cert, "target.tls.cert takes a PEM file");
  }
  ERR_clear_error();
  const std::string& key_file = options.key.empty() ? options.cert : options.key;
  const File key(BIO_new_file(key_file.c_str(), "r"));
  if (key != nullptr) {
    own_key_.reset(PEM_read_bio_PrivateKey(key.get(), nullptr, no_pass_phrase, nullptr));
  }
  if (own_key_ == nullptr) {
    return cannot_read("a private key", key_file,
                       "target.tls.key takes a PEM file without a pass phrase");
  }
  if (X509_check_private_key(own_chain_.front().get(), own_key_.get()) != 1) {
    return invalid_input("the private key in " + key_file + " does not belong to " + options.cert +
                             ": " + openssl_words(),
                         "name the pair in target.tls.cert and target.tls.key");
  }
  return {};
}

bool TlsMaterial::install(SSL_CTX* context) const {
  if (trusted_ != nullptr) {
    SSL_CTX_set1_cert_store(context, trusted_.get());
  }
  if (own_key_ == nullptr) {
    return true;
  }
  if (SSL_CTX_use_certificate(context, own_chain_.front().get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, own_key_.get()) != 1) {
    return false;
  }
  for (std::size_t i = 1; i < own_chain_.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, own_chain_[i].get()) != 1) {
      return false;
    }
  }
  return true;
}

}  // namespace loadgate
