// SPDX-License-Identifier: Apache-2.0
#include "load/unpack_body.h"

#include "base/pack.h"
#include "played_world.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

const std::pair<std::string, std::string> says_gzip{"content-encoding", "gzip"};

std::string gzipped(std::string_view bytes) {
  return pack(bytes, Frame::gzip);
}

/// One request a second, which asks for gzip.
Spec asking_spec() {
  Step asking = step("GET", "/a");
  asking.headers = {header("accept-encoding", text("gzip, deflate"))};
  Spec spec = spec_with_steps({asking});
  spec.load.phases = {open_phase("load", per_second(1), seconds(1))};
  return spec;
}

Spec checking_spec() {
  Spec spec = asking_spec();
  spec.scenarios[0].steps[0].expect.contains = {text("welcome")};
  return spec;
}

Run run_against(Spec spec, Reply reply) {
  PlayedWorld world([reply = std::move(reply)](const WireRequest&) { return reply; });
  return world.run(std::move(spec));
}

TEST(PackedBody, is_unpacked_for_checks_and_captures) {
  const std::string body = gzipped(R"({"token": "welcome"})");
  Spec spec = checking_spec();
  spec.scenarios[0].steps[0].captures = {capture("token", CaptureKind::json, "/token")};
  const auto run = run_against(spec, {.body = body, .headers = {says_gzip}});
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::ok));
  EXPECT_EQ(run.samples[0].bytes_in, body.size());
  EXPECT_THAT(
      outcomes(run_against(checking_spec(), {.body = pack("welcome", Frame::zlib),
                                             .headers = {{"content-encoding", "Deflate"}}})),
      ElementsAre(Outcome::ok));
}

TEST(PackedBody, is_left_alone_where_nobody_asked_for_it) {
  Spec spec = checking_spec();
  spec.scenarios[0].steps[0].headers.clear();
  PlayedWorld world(
      [](const WireRequest&) { return Reply{.body = gzipped("welcome"), .headers = {says_gzip}}; });
  EXPECT_THAT(outcomes(world.run(spec)), ElementsAre(Outcome::assertion));
  EXPECT_FALSE(world.requests[0].keep_headers);
}

TEST(PackedBody, that_is_damaged_is_an_answer_of_its_own_class) {
  const auto damaged = run_against(checking_spec(), {.body = "welcome", .headers = {says_gzip}});
  EXPECT_THAT(outcomes(damaged), ElementsAre(Outcome::protocol));
  EXPECT_EQ(damaged.errors[0].detail, "the body is no gzip, as its Content-Encoding says");
  const std::string whole = gzipped("welcome back");
  const auto cut = run_against(checking_spec(),
                               {.body = whole.substr(0, whole.size() / 2), .headers = {says_gzip}});
  EXPECT_THAT(outcomes(cut), ElementsAre(Outcome::protocol));
  // Nobody looks into it.
  const auto unread = run_against(asking_spec(), {.body = "welcome", .headers = {says_gzip}});
  EXPECT_THAT(outcomes(unread), ElementsAre(Outcome::ok));
}

TEST(PackedBody, of_an_error_is_unpacked_for_its_example) {
  const auto run = run_against(
      asking_spec(), {.status = 500, .body = gzipped("out of tea"), .headers = {says_gzip}});
  EXPECT_EQ(run.errors[0].detail, "out of tea");
  const auto damaged =
      run_against(asking_spec(), {.status = 500, .body = "tea", .headers = {says_gzip}});
  EXPECT_THAT(outcomes(damaged), ElementsAre(Outcome::server_5xx));
}

TEST(PackedBody, is_unpacked_up_to_what_is_kept_of_a_body) {
  const auto run = run_against(
      checking_spec(),
      {.body = gzipped(std::string(10'000'000, '.') + "welcome"), .headers = {says_gzip}});
  EXPECT_THAT(outcomes(run), ElementsAre(Outcome::assertion));
  EXPECT_EQ(run.errors[0].detail,
            "contains welcome: not in the body (only the first 1 MiB were read)");
}

/// What max_bytes says of a body that came packed.
std::string size_complaint(const std::string& packed_body, std::int64_t max_bytes) {
  Spec spec = asking_spec();
  spec.scenarios[0].steps[0].expect.max_bytes = max_bytes;
  const auto run = run_against(spec, {.body = packed_body, .headers = {says_gzip}});
  return run.errors.empty() ? "" : run.errors[0].detail;
}

TEST(PackedBody, is_no_longer_than_max_bytes_when_it_is_unpacked) {
  const std::string body = gzipped(std::string(100'000, '.'));
  EXPECT_EQ(size_complaint(body, 100'000), "");
  EXPECT_EQ(size_complaint(body, 1 << 20), "");
  EXPECT_EQ(size_complaint(body, 99'999),
            "max_bytes: a body of " + std::to_string(body.size()) +
                " bytes that unpacks to more than 99999, expected at most 99999");
  EXPECT_EQ(size_complaint(body, 1),
            "max_bytes: a body of " + std::to_string(body.size()) +
                " bytes that unpacks to more than 8192, expected at most 1");
  EXPECT_EQ(size_complaint(gzipped(std::string(5000, '.')), 100),
            "max_bytes: a body of " + std::to_string(gzipped(std::string(5000, '.')).size()) +
                " bytes that unpacks to 5000, expected at most 100");
}

TEST(PackedBody, that_could_not_be_made_smaller_is_within_max_bytes_all_the_same) {
  std::string noise;
  for (std::uint32_t state = 1; noise.size() < 50'000;
       state = state * 1'664'525U + 1'013'904'223U) {
    noise += static_cast<char>(state >> 24U);
  }
  Spec spec = asking_spec();
  spec.scenarios[0].steps[0].expect.max_bytes = 50'000;
  const std::string body = gzipped(noise);
  EXPECT_GT(body.size(), noise.size());
  EXPECT_THAT(outcomes(run_against(spec, {.body = body, .headers = {says_gzip}})),
              ElementsAre(Outcome::ok));
}

TEST(PackedBody, is_unpacked_in_the_preflight_whatever_it_is) {
  PlayedWorld world(
      [](const WireRequest&) { return Reply{.body = gzipped("hello"), .headers = {says_gzip}}; });
  EXPECT_EQ(world.pass(asking_spec()).value()[0].exchange.body, "hello");
}

/// The detail of a step whose body must not contain "stack trace", or "ok".
std::string absence(Spec spec, std::vector<std::pair<std::string, std::string>> headers,
                    std::string body) {
  Expectations& expect = spec.scenarios[0].steps[0].expect;
  expect.not_contains = {text("stack trace")};
  expect.not_matches = {"at [a-z]+[.]c"};
  const auto run = run_against(spec, {.body = std::move(body), .headers = std::move(headers)});
  return run.errors.empty() ? "ok" : run.errors[0].detail;
}

TEST(PackedBody, that_is_not_unpacked_shows_not_what_is_absent) {
  Spec unasking = asking_spec();
  unasking.scenarios[0].steps[0].headers.clear();
  const std::string body = gzipped("a tea pot");
  const std::string complaint = "not_contains stack trace: not in the body as it came (packed: ";
  EXPECT_EQ(absence(unasking, {says_gzip}, body), complaint + "gzip)");
  EXPECT_EQ(absence(unasking, {}, "a tea pot"), "ok");
  EXPECT_EQ(absence(unasking, {{"content-encoding", "identity"}}, "a tea pot"), "ok");
  EXPECT_EQ(absence(asking_spec(), {{"content-encoding", "gzip, GZIP"}}, gzipped(body)),
            complaint + "gzip, gzip)");
  EXPECT_EQ(absence(asking_spec(), {{"content-encoding", "br"}}, body), complaint + "br)");
  EXPECT_EQ(absence(asking_spec(), {{"content-encoding", "deflate"}, says_gzip}, body),
            complaint + "deflate, gzip)");
  EXPECT_EQ(absence(asking_spec(), {{"content-encoding", "identity, gzip "}}, body), "ok");
  EXPECT_EQ(absence(asking_spec(), {{"content-encoding", "identity"}, says_gzip}, body), "ok");
  EXPECT_EQ(absence(asking_spec(), {says_gzip}, gzipped("a stack trace")),
            "not_contains stack trace: it is in the body");
}

}  // namespace
}  // namespace loadgate
