// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <string_view>

#include "target/proxy/address.h"
#include "target/proxy/fault.h"

namespace loadgate::proxy {

using Ask = boost::beast::http::request<boost::beast::http::string_body>;
using Answer = boost::beast::http::response<boost::beast::http::string_body>;

/// The request as the target is to get it: its own Host, no tag. `is_body_changed`: the answer's
/// body is to be changed, so it must not come packed.
void readdress(Ask& ask, const Address& target, bool is_body_changed);

/// The answer as the client is to get it: what leads to the target leads to the proxy (`own_url`),
/// and its cookies are of the proxy's host.
void readdress(Answer& answer, const Address& target, const std::string& own_url);

/// "id=1; Domain=example.com; Secure" is "id=1" here: the proxy has another name and no TLS.
std::string without_place(std::string_view cookie);

/// The kinds that change an answer; the others leave it as it is.
void disturb(Answer& answer, const Fault& fault);

/// An answer of a whole known length; to HEAD without the body that its head speaks of.
void frame(Answer& answer, bool is_to_head, bool keeps_alive);

}  // namespace loadgate::proxy
