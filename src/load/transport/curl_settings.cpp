// SPDX-License-Identifier: Apache-2.0
#include "load/transport/curl_settings.h"

namespace loadgate {
namespace {

constexpr unsigned int first_with_working_h2c = 0x080000;
// More connections in one multi handle make libcurl slow: it walks all of them for each request.
constexpr std::size_t http1_lane = 32;
// What a server that says nothing allows on one connection.
constexpr std::size_t http2_lane = 100;
constexpr long a_day = 86'400;

class OptionSetter {
 public:
  explicit OptionSetter(CURL* easy) : easy_(easy) {}
  template <typename Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_, option, value);
    failure_ = failure_ == CURLE_OK ? code : failure_;
  }
  CURLcode failure() const { return failure_; }

 private:
  CURL* easy_;
  CURLcode failure_ = CURLE_OK;
};

Result<void> refuse_broken_h2c(const EndpointOptions& options) {
  const curl_version_info_data* library = curl_version_info(CURLVERSION_NOW);
  if (options.http != HttpVersion::http2 || options.place.scheme == "https" ||
      library->version_num >= first_with_working_h2c) {
    return {};
  }
  return invalid_input("HTTP/2 without TLS does not work with libcurl " +
                           std::string(library->version) +
                           ": every later request of a connection fails (fixed in libcurl 8.0)",
                       "use an https address, or set target.http to 1.1");
}

/// host:port:address,address
Result<CurlList> make_pin(const EndpointOptions& options) {
  CurlList pin;
  if (options.place.addresses.empty() || is_numeric(options.place.host)) {
    return pin;
  }
  std::string entry = options.place.host + ':' + std::to_string(options.place.port) + ':';
  for (const std::string& address : options.place.addresses) {
    const bool is_ipv6 = address.find(':') != std::string::npos;
    entry += (is_ipv6 ? '[' + address + ']' : address) + ',';
  }
  entry.pop_back();
  if (!append(pin, entry.c_str())) {
    return fail(ErrorKind::internal, "out of memory while pinning the target's addresses");
  }
  return pin;
}

long version_option(const CurlSettings& settings) {
  if (settings.http == HttpVersion::http1) {
    return CURL_HTTP_VERSION_1_1;
  }
  const bool is_plain_http2 = settings.http == HttpVersion::http2 && settings.tls == nullptr;
  return is_plain_http2 ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2TLS;
}

CURLcode on_tls_context(CURL* /*easy*/, void* context, void* material) {
  const bool installed =
      static_cast<const TlsMaterial*>(material)->install(static_cast<SSL_CTX*>(context));
  return installed ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

void set_tls(const CurlSettings& settings, OptionSetter& options) {
  options.set(CURLOPT_SSL_VERIFYPEER, settings.verify ? 1L : 0L);
  options.set(CURLOPT_SSL_VERIFYHOST, settings.verify ? 2L : 0L);
  // The shared store comes with the context; with a CAPATH libcurl would read its own each time.
  options.set(CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  options.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  options.set(CURLOPT_SSL_CTX_FUNCTION, &on_tls_context);
  options.set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(settings.tls.get()));
  // Every new connection stands for a new client: a whole handshake.
  options.set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

}  // namespace

Result<CurlSettings> make_curl_settings(const EndpointOptions& options) {
  RETURN_IF_ERROR(refuse_broken_h2c(options));
  ASSIGN_OR_RETURN(CurlList pin, make_pin(options));
  CurlSettings settings{
      .http = options.http,
      .origin = {.scheme = options.place.scheme,
                 .host = options.place.host,
                 .port = options.place.port},
      .verify = options.tls.verify,
      .pin = std::move(pin),
      .tls = nullptr,
      .requests_per_lane = options.http == HttpVersion::http2 ? http2_lane : http1_lane,
      .may_follow = {}};
  if (options.place.scheme == "https") {
    ASSIGN_OR_RETURN(TlsMaterial material, TlsMaterial::load(options.tls));
    settings.tls = std::make_unique<TlsMaterial>(std::move(material));
  }
  return settings;
}

CURLcode apply(const CurlSettings& settings, CURL* easy) {
  OptionSetter options(easy);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_NOPROGRESS, 1L);
  options.set(CURLOPT_TCP_NODELAY, 1L);
  options.set(CURLOPT_HTTP_VERSION, version_option(settings));
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  // Proxies of the environment would measure the proxy.
  options.set(CURLOPT_PROXY, "");
  options.set(CURLOPT_NOPROXY, "*");
  // -1: never forget; anything else walks the table of names after each request.
  options.set(CURLOPT_DNS_CACHE_TIMEOUT, -1L);
  options.set(CURLOPT_MAXAGE_CONN, a_day);
  if (settings.pin != nullptr) {
    options.set(CURLOPT_RESOLVE, settings.pin.get());
  }
  if (settings.http == HttpVersion::http2) {
    // Requests that come while the lane connects share its connection.
    options.set(CURLOPT_PIPEWAIT, 1L);
  }
  if (settings.tls != nullptr) {
    set_tls(settings, options);
  }
  return options.failure();
}

}  // namespace loadgate
