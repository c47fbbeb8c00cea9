// SPDX-License-Identifier: Apache-2.0
#include "load/read_answer.h"

#include "base/encoding.h"
#include "load/classify.h"
#include "load/template_source.h"
#include "played_world.h"
#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT

Exchange answer_of(int status, std::string body) {
  Exchange exchange{};
  exchange.outcome = Outcome::ok;
  exchange.status = status;
  exchange.bytes_in = body.size();
  exchange.body = std::move(body);
  exchange.headers = {{"x-id", "7"}, {"set-cookie", "lang=en; Path=/"}, {"set-cookie", "sid=abc"}};
  return exchange;
}

/// Reads one answer by the expectations of one step.
struct Reader {
  Step expecting = step("GET", "/a");
  Captures captures{};

  Reading read(const Exchange& exchange) {
    const Plan plan = make_plan(spec_with_steps({expecting})).value();
    const Outside outside;
    Captures none;
    RenderContext context{.plan = plan,
                          .outside = outside,
                          .flow = preflight_flow(0),
                          .captures = none,
                          .step = "main/GET /api/items",
                          .now = {}};
    PlayedWorld world;
    const LoadProgram program = compile_load(world.context(plan), "test").value();
    return read_answer(program.steps[0], exchange, context, captures);
  }
  std::string complaint(const Exchange& exchange) {
    const Reading reading = read(exchange);
    return std::string(describe(reading.outcome).name) + ": " + reading.detail;
  }
};

JsonExpectation json_at(std::string pointer, std::string number) {
  return JsonExpectation{.pointer = std::move(pointer),
                         .value = BodyValue{BodyValue::Number{std::move(number)}}};
}

TEST(Answer, has_the_class_of_its_status) {
  const std::vector<std::pair<int, Outcome>> classes{
      {200, Outcome::ok},         {204, Outcome::ok},           {302, Outcome::ok},
      {400, Outcome::client_4xx}, {401, Outcome::auth},         {403, Outcome::auth},
      {404, Outcome::client_4xx}, {429, Outcome::rate_limited}, {500, Outcome::server_5xx},
      {503, Outcome::overloaded}, {529, Outcome::overloaded},   {599, Outcome::server_5xx},
      {999, Outcome::protocol}};
  Reader reader;
  for (const auto& [status, outcome] : classes) {
    EXPECT_EQ(reader.read(answer_of(status, "")).outcome, outcome) << status;
  }
}

TEST(Answer, keeps_the_class_of_the_transport) {
  Exchange exchange = answer_of(0, "");
  exchange.outcome = Outcome::reset;
  exchange.detail = "connection reset";
  EXPECT_EQ(Reader().complaint(exchange), "reset: connection reset");
}

TEST(Answer, is_a_success_with_any_status_that_is_expected) {
  Reader reader;
  reader.expecting.expect.status = {{.low = 404, .high = 404}};
  EXPECT_EQ(reader.read(answer_of(404, "")).outcome, Outcome::ok);
  EXPECT_EQ(reader.complaint(answer_of(200, "")), "assertion: status 200, expected 404");
  EXPECT_EQ(reader.complaint(answer_of(500, "")), "server_5xx: status 500");
  EXPECT_EQ(reader.complaint(answer_of(500, "why")), "server_5xx: why");
}

TEST(Answer, of_the_class_that_is_expected_is_a_success_of_its_own) {
  Reader reader;
  reader.expecting.outcome = "rate_limited";
  EXPECT_EQ(reader.complaint(answer_of(429, "slow down")), "expected: ");
  EXPECT_EQ(reader.complaint(answer_of(200, "")), "assertion: status 200, expected rate_limited");
  EXPECT_EQ(reader.complaint(answer_of(500, "why")), "server_5xx: why");
  Exchange broken = answer_of(0, "");
  broken.outcome = Outcome::reset;
  EXPECT_EQ(reader.read(broken).outcome, Outcome::reset);
}

TEST(Answer, of_the_class_that_is_expected_is_held_against_its_checks) {
  Reader reader;
  reader.expecting.outcome = "rate_limited";
  reader.expecting.expect.contains = {text("slow down")};
  EXPECT_EQ(reader.read(answer_of(429, "please slow down")).outcome, Outcome::expected);
  EXPECT_EQ(reader.complaint(answer_of(429, "no")),
            "assertion: contains slow down: not in the body");
  EXPECT_EQ(reader.read(answer_of(429, "slow down")).checks.size(), 2U);
}

TEST(Answer, is_held_against_the_expected_json_by_type) {
  Reader reader;
  reader.expecting.expect.json = {json_at("/n", "1")};
  EXPECT_EQ(reader.read(answer_of(200, R"({"n": 1})")).outcome, Outcome::ok);
  EXPECT_EQ(reader.complaint(answer_of(200, R"({"n": "1"})")),
            R"(assertion: json /n: "1", expected 1)");
  EXPECT_EQ(reader.complaint(answer_of(200, R"({"m": 1})")),
            "assertion: json /n: nothing there, expected 1");
  EXPECT_EQ(reader.complaint(answer_of(200, "<html>")), "assertion: json /n: the body is no JSON");
}

TEST(Answer, is_held_against_texts_and_size) {
  Reader reader;
  reader.expecting.expect.contains = {text("welcome")};
  reader.expecting.expect.max_bytes = 10;
  EXPECT_EQ(reader.read(answer_of(200, "welcome!")).outcome, Outcome::ok);
  EXPECT_EQ(reader.complaint(answer_of(200, "go away")),
            "assertion: contains welcome: not in the body");
  EXPECT_EQ(reader.complaint(answer_of(200, "welcome back")),
            "assertion: max_bytes: a body of 12 bytes, expected at most 10");
}

TEST(Answer, is_held_against_unwanted_texts) {
  Reader reader;
  reader.expecting.expect.not_contains = {text("stack trace")};
  EXPECT_EQ(reader.read(answer_of(200, "welcome")).outcome, Outcome::ok);
  EXPECT_EQ(reader.complaint(answer_of(200, "a stack trace of")),
            "assertion: not_contains stack trace: it is in the body");
}

TEST(Answer, is_held_against_patterns) {
  Reader reader;
  reader.expecting.expect.matches = {"order [0-9]+"};
  reader.expecting.expect.not_matches = {"(?i)exception"};
  EXPECT_EQ(reader.read(answer_of(200, "your order 12")).outcome, Outcome::ok);
  EXPECT_EQ(reader.complaint(answer_of(200, "your order")),
            "assertion: matches order [0-9]+: not in the body");
  EXPECT_EQ(reader.complaint(answer_of(200, "order 1: NullException")),
            "assertion: not_matches (?i)exception: it is in the body");
  EXPECT_EQ(reader.read(answer_of(200, "order 1\xff")).outcome, Outcome::ok);
}

TEST(Answer, is_held_against_expected_headers) {
  Reader reader;
  reader.expecting.expect.headers = {header("X-ID", text("7")),
                                     header("Set-Cookie", text("sid=*"))};
  EXPECT_EQ(reader.read(answer_of(200, "")).outcome, Outcome::ok);
  reader.expecting.expect.headers = {header("X-Id", text("8*"))};
  EXPECT_EQ(reader.complaint(answer_of(200, "")), "assertion: header X-Id: '7', expected '8*'");
  reader.expecting.expect.headers = {header("ETag", text("*"))};
  EXPECT_EQ(reader.complaint(answer_of(200, "")),
            "assertion: header ETag: not in the answer, expected '*'");
  reader.expecting.expect.headers = {header("Set-Cookie", text("other=*"))};
  EXPECT_EQ(reader.complaint(answer_of(200, "")),
            "assertion: header Set-Cookie: another value than expected");
}

TEST(Answer, is_held_against_a_schema) {
  const Folder folder;
  const std::string file = folder.write("item.json", R"({"type": "object", "required": ["id"],
      "properties": {"id": {"type": "integer"}}})");
  Reader reader;
  reader.expecting.expect.json_schema = SchemaFile{.file = file, .where = nowhere};
  EXPECT_EQ(reader.read(answer_of(200, R"({"id": 1})")).outcome, Outcome::ok);
  const std::string check = "assertion: json_schema " + printable(file, 60) + ": ";
  EXPECT_EQ(reader.complaint(answer_of(200, R"({"id": "1"})")),
            check + "at /id: value type not permitted by 'type' constraint");
  EXPECT_EQ(reader.complaint(answer_of(200, "<html>")), check + "the body is no JSON");
  const std::string large = R"({"fill": ")" + std::string(100'000, 'x') + R"("})";
  EXPECT_EQ(reader.complaint(answer_of(200, large)), check + "the body is not as the schema says");
}

TEST(Answer, counts_each_check_by_its_name) {
  Reader reader;
  reader.expecting.expect.not_contains = {text("a")};
  reader.expecting.expect.matches = {"b", "c"};
  reader.expecting.expect.headers = {header("X-Id", text("*"))};
  const Reading reading = reader.read(answer_of(200, "bc"));
  EXPECT_EQ(reading.outcome, Outcome::ok);
  EXPECT_EQ(reading.checks.size(), 4U);
}

TEST(Answer, holds_no_unwanted_text_only_as_far_as_it_was_read) {
  Reader reader;
  reader.expecting.expect.not_contains = {text("x")};
  Exchange exchange = answer_of(200, std::string(1024, 'y'));
  exchange.bytes_in = 4096;
  exchange.is_cut = true;
  EXPECT_EQ(reader.complaint(exchange),
            "assertion: not_contains x: not in the body (of 4 KiB only the first 1 KiB were read)");
}

TEST(Answer, says_when_only_a_part_of_its_body_was_looked_at) {
  Reader reader;
  reader.expecting.expect.contains = {text("welcome")};
  Exchange exchange = answer_of(200, std::string(1024, 'x'));
  exchange.bytes_in = 4096;
  exchange.is_cut = true;
  EXPECT_EQ(
      reader.complaint(exchange),
      "assertion: contains welcome: not in the body (of 4 KiB only the first 1 KiB were read)");
}

TEST(Answer, gives_captures_of_every_kind) {
  Reader reader;
  reader.expecting.captures = {
      capture("json", CaptureKind::json, "/a/0"), capture("header", CaptureKind::header, "X-Id"),
      capture("regex", CaptureKind::regex, "b\": \"(\\w+)"),
      capture("cookie", CaptureKind::cookie, "sid"), capture("status", CaptureKind::status, "")};
  EXPECT_EQ(reader.read(answer_of(200, R"({"a": ["x"], "b": "word"})")).outcome, Outcome::ok);
  EXPECT_EQ(reader.captures["json"].text, "\"x\"");
  EXPECT_TRUE(reader.captures["json"].is_json);
  EXPECT_EQ(reader.captures["header"].text, "7");
  EXPECT_EQ(reader.captures["regex"].text, "word");
  EXPECT_EQ(reader.captures["cookie"].text, "abc");
  EXPECT_EQ(reader.captures["status"].text, "200");
}

TEST(Answer, fails_by_name_where_a_capture_finds_nothing) {
  const std::vector<std::pair<Capture, std::string>> missing{
      {capture("c", CaptureKind::json, "/no"), "json:/no"},
      {capture("c", CaptureKind::header, "X-No"), "header:X-No"},
      {capture("c", CaptureKind::regex, "(no)"), "regex:(no)"},
      {capture("c", CaptureKind::cookie, "no"), "cookie:no"}};
  for (const auto& [wanted, source] : missing) {
    Reader reader;
    reader.expecting.captures = {wanted};
    EXPECT_EQ(reader.complaint(answer_of(200, "{}")),
              "assertion: capture c: " + source + " found nothing");
  }
}

TEST(Answer, may_be_nested_without_end) {
  Reader reader;
  reader.expecting.captures = {capture("c", CaptureKind::json, "/0")};
  const std::string body = std::string(400'000, '[') + std::string(400'000, ']');
  EXPECT_EQ(reader.complaint(answer_of(200, body)), "assertion: capture c: json:/0 found nothing");
}

TEST(Answer, needs_no_utf8) {
  Reader reader;
  reader.expecting.captures = {capture("c", CaptureKind::json, "/a")};
  EXPECT_EQ(reader.read(answer_of(200, "{\"a\": \"\xff\"}")).outcome, Outcome::assertion);
}

TEST(Answer, describes_expected_statuses) {
  const std::vector<StatusRange> ranges{
      {.low = 200, .high = 299}, {.low = 404, .high = 404}, {.low = 410, .high = 412}};
  EXPECT_EQ(describe_ranges(ranges), "2xx or 404 or 410-412");
}

TEST(Answer, has_checks_named_by_the_words_of_the_spec) {
  EXPECT_EQ(source_of(text({"order ", reference(ReferenceKind::capture, "id"), " of ",
                            reference(ReferenceKind::secret, "WHO"), column("shop", "name")})),
            "order ${id} of ${secret:WHO}${shop.name}");
}

}  // namespace
}  // namespace loadgate
