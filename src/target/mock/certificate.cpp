// SPDX-License-Identifier: Apache-2.0
#include "target/mock/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <utility>

namespace loadgate::mock {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using PrivateKey = std::unique_ptr<EVP_PKEY, Free>;
using X509Certificate = std::unique_ptr<X509, Free>;

constexpr long lifetime_seconds = 30L * 24 * 60 * 60;
constexpr long clock_tolerance_seconds = 60L * 60;

bool add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension{
      X509V3_EXT_conf_nid(nullptr, &context, kind, value)};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A browser or a store that has seen another one of ours must not take this for the same.
bool set_random_serial(X509* certificate) {
  std::uint64_t serial = 0;
  return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1;
}

bool set_names(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const std::string common_name = "loadgate mock";
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                    reinterpret_cast<const unsigned char*>(common_name.data()),
                                    static_cast<int>(common_name.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool fill(X509* certificate, EVP_PKEY* key) {
  constexpr long version_3 = 2;
  return X509_set_version(certificate, version_3) == 1 && set_random_serial(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -clock_tolerance_seconds) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), lifetime_seconds) != nullptr &&
         X509_set_pubkey(certificate, key) == 1 && set_names(certificate) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

template <typename Write>
std::string as_pem(Write write) {
  const std::unique_ptr<BIO, Free> bio{BIO_new(BIO_s_mem())};
  if (!bio || write(bio.get()) != 1) {
    return {};
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<Certificate> generate_certificate() {
  const PrivateKey key{EVP_EC_gen("P-256")};
  const X509Certificate certificate{X509_new()};
  if (!key || !certificate || !fill(certificate.get(), key.get())) {
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    return fail(ErrorKind::internal,
                std::string{"cannot generate the mock's certificate: "} + reason.data());
  }
  return Certificate{
      .certificate = as_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); }),
      .key = as_pem([&](BIO* bio) {
        return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
      })};
}

}  // namespace loadgate::mock
