// SPDX-License-Identifier: Apache-2.0
#include "plan/render.h"

#include <gmock/gmock.h>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;

/// A plan with one row of each kind of data, and everything that a flow brings along.
class Render : public ::testing::Test {
 protected:
  Render() {
    outside.environment = {{"HOST", "example.org"}, {"EMPTY", ""}, {"API_TOKEN", "s3cret"}};
    outside.variables = {{"SIZE", "12"}};
    captures = {{"token", {.text = "a/b c", .is_json = false}},
                {"order", {.text = "42", .is_json = true}},
                {"label", {.text = "\"x\\\"y\"", .is_json = true}},
                {"fake", {.text = "1,\"admin\":true", .is_json = true}}};
  }

  static Plan make() {
    const Folder folder;
    Spec spec = shop_spec();
    spec.data = {source("products", DataFormat::csv, folder.write("p.csv", "id,note\n7,\n")),
                 source("prompts", DataFormat::jsonl,
                        folder.write("p.jsonl", "{\"text\":\"hi\",\"n\":3,\"tags\":[1,2]}\n"))};
    return plan_of(spec);
  }

  RenderContext context() const {
    return RenderContext{
        .plan = plan,
        .outside = outside,
        .flow = {.scenario = 0, .owner = 5, .iteration = 2, .ordinal = 25, .kind = FlowKind::user},
        .captures = captures,
        .step = plan.steps[1].full_name,
        .now = Timestamp{1'795'254'600'000'000'000}};
  }
  std::string text_of(const Template& text) const {
    const auto rendered = render(text, context());
    return rendered ? *rendered : "error: " + rendered.error().message;
  }
  std::string json_of(const Template& text) const {
    const auto rendered = render_json(BodyValue{.value = text}, context());
    return rendered ? *rendered : "error: " + rendered.error().message;
  }

  Plan plan = make();
  Outside outside;
  Captures captures;
};

Reference coerced(Reference reference, Coercion coercion) {
  reference.coercion = coercion;
  return reference;
}
Reference with_default(Reference reference, std::string fallback) {
  reference.fallback = std::move(fallback);
  return reference;
}
Reference placed(Reference reference) {
  reference.where = {.line = 3, .column = 8};
  return reference;
}

TEST_F(Render, FillsEveryKindOfReference) {
  EXPECT_EQ(text_of(text({std::string("http://"), reference(ReferenceKind::environment, "HOST"),
                          std::string("/"), reference(ReferenceKind::variable, "SIZE")})),
            "http://example.org/12");
  EXPECT_EQ(text_of(text(reference(ReferenceKind::secret, "API_TOKEN"))), "s3cret");
  EXPECT_EQ(text_of(text(column("products", "id"))), "7");
  EXPECT_EQ(text_of(text(column("prompts", "text"))), "hi");
  EXPECT_EQ(text_of(text(column("prompts", "tags"))), "[1,2]");
  EXPECT_EQ(text_of(text(reference(ReferenceKind::capture, "label"))), "x\"y");
  EXPECT_EQ(text_of(text(reference(ReferenceKind::iteration))), "2");
  EXPECT_EQ(text_of(text(reference(ReferenceKind::user))), "5");
  EXPECT_EQ(text_of(text(reference(ReferenceKind::now))), "2026-11-21T09:50:00Z");
  EXPECT_EQ(text_of(text("")), "");
}

TEST_F(Render, AnArrivalShowsItsSequenceNumberAsUserAndIteration) {
  RenderContext arrival = context();
  arrival.flow = flow_of(Arrival{.sequence = 77, .phase = 0, .scenario = 0, .intended = {}});
  EXPECT_EQ(render(text(reference(ReferenceKind::iteration)), arrival).value(), "77");
  EXPECT_EQ(render(text(reference(ReferenceKind::user)), arrival).value(), "77");
}

TEST_F(Render, ThePreflightShowsNoughtAndDrawsApartFromThePlan) {
  RenderContext preflight = context();
  preflight.flow = preflight_flow(0);
  EXPECT_EQ(render(text(reference(ReferenceKind::iteration)), preflight).value(), "0");
  EXPECT_EQ(render(text(reference(ReferenceKind::user)), preflight).value(), "0");
  RenderContext first = context();
  first.flow = flow_of(Arrival{.sequence = 0, .phase = 0, .scenario = 0, .intended = {}});
  const Template drawn = text(reference(ReferenceKind::uuid));
  EXPECT_NE(render(drawn, preflight).value(), render(drawn, first).value());
}

TEST_F(Render, ALoneReferenceKeepsItsTypeInJson) {
  EXPECT_EQ(json_of(text(random_between(4, 4))), "4");
  EXPECT_EQ(json_of(text(reference(ReferenceKind::iteration))), "2");
  EXPECT_EQ(json_of(text(reference(ReferenceKind::user))), "5");
  EXPECT_EQ(json_of(text(random_of({"7"}))), "\"7\"");
  EXPECT_EQ(json_of(text(column("products", "id"))), "\"7\"");
  EXPECT_EQ(json_of(text(column("prompts", "text"))), "\"hi\"");
  EXPECT_EQ(json_of(text(column("prompts", "n"))), "3");
  EXPECT_EQ(json_of(text(column("prompts", "tags"))), "[1,2]");
  EXPECT_EQ(json_of(text(reference(ReferenceKind::capture, "token"))), "\"a/b c\"");
  EXPECT_EQ(json_of(text(reference(ReferenceKind::capture, "order"))), "42");
  EXPECT_EQ(json_of(text(reference(ReferenceKind::capture, "label"))), "\"x\\\"y\"");
  EXPECT_EQ(json_of(text({std::string("n"), reference(ReferenceKind::capture, "order")})),
            "\"n42\"");
}

TEST_F(Render, StringAndNumberForceAType) {
  EXPECT_EQ(json_of(text(coerced(random_between(4, 4), Coercion::string))), "\"4\"");
  EXPECT_EQ(json_of(text(coerced(column("products", "id"), Coercion::number))), "7");
  EXPECT_EQ(json_of(text(coerced(reference(ReferenceKind::variable, "SIZE"), Coercion::number))),
            "12");
  EXPECT_EQ(json_of(text(
                coerced(placed(reference(ReferenceKind::secret, "API_TOKEN")), Coercion::number))),
            "error: loadgate.yaml:3:8: ${secret:API_TOKEN} is no number");
}

TEST_F(Render, ACapturedTextCannotBreakOutOfItsPlaceInJson) {
  EXPECT_EQ(json_of(text(reference(ReferenceKind::capture, "fake"))), "\"1,\\\"admin\\\":true\"");
  captures["token"] = {.text = "\xFF\"\n", .is_json = false};
  EXPECT_EQ(json_of(text(reference(ReferenceKind::capture, "token"))), "\"\xEF\xBF\xBD\\\"\\n\"");
}

TEST_F(Render, WritesJsonOfEveryShape) {
  const BodyValue body{
      .value = BodyValue::Object{
          {"a\"b", BodyValue{.value = true}},
          {"none", BodyValue{.value = nullptr}},
          {"price", BodyValue{.value = BodyValue::Number{.text = "1.50"}}},
          {"list", BodyValue{.value = BodyValue::List{BodyValue{.value = text("x")},
                                                      BodyValue{.value = false}}}},
          {"empty", BodyValue{.value = BodyValue::Object{}}},
          {"void", BodyValue{.value = BodyValue::List{}}}}};
  EXPECT_EQ(render_json(body, context()).value(),
            "{\"a\\\"b\":true,\"none\":null,\"price\":1.50,\"list\":[\"x\",false],\"empty\":{},"
            "\"void\":[]}");
}

TEST_F(Render, EncodesWhatAReferenceBringsIntoAPath) {
  captures["token"] = {.text = "../admin?x=1#ü", .is_json = false};
  EXPECT_EQ(render_path(text({std::string("/a?b=/"), reference(ReferenceKind::capture, "token"),
                              std::string("/c")}),
                        context())
                .value(),
            "/a?b=/..%2Fadmin%3Fx%3D1%23%C3%BC/c");
}

TEST_F(Render, LetsAReferenceBeAWholePath) {
  const auto written = [&](const std::string& value) {
    captures["token"] = {.text = value, .is_json = false};
    const Result<std::string> path =
        render_path(text(reference(ReferenceKind::capture, "token")), context());
    return path ? *path : path.error().message;
  };
  EXPECT_EQ(written("/items?page=2&q=a%20b"), "/items?page=2&q=a%20b");
  EXPECT_EQ(written("https://shop.example/items"), "https://shop.example/items");
  EXPECT_EQ(written("/a b\xC3\xBC"), "/a%20b%C3%BC");
  const std::string refused = "${token} holds no path that begins with '/', and no whole address";
  EXPECT_THAT(written("items"), ::testing::EndsWith(refused));
  EXPECT_THAT(written("/a\r\nb"), ::testing::EndsWith(refused));
  EXPECT_THAT(written(""), ::testing::EndsWith(refused));
}

TEST_F(Render, RefusesAHeaderOfMoreThanOneLine) {
  Template value = text({std::string("Bearer "), reference(ReferenceKind::capture, "token")});
  value.where = {.line = 9, .column = 4};
  EXPECT_EQ(render_header(value, context()).value(), "Bearer a/b c");
  for (const std::string& hostile :
       {std::string("a\r\nX: y"), std::string("a\n"), std::string("a\0b", 3)}) {
    captures["token"] = {.text = hostile, .is_json = false};
    const auto rendered = render_header(value, context());
    ASSERT_FALSE(rendered);
    EXPECT_EQ(rendered.error().message,
              "loadgate.yaml:9:4: the value of this header holds a line break or a zero byte");
  }
}

TEST_F(Render, NamesWhatIsMissingAndHowToSetIt) {
  const auto missing =
      render(text(placed(reference(ReferenceKind::environment, "GONE"))), context());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::invalid_input);
  EXPECT_EQ(missing.error().message, "loadgate.yaml:3:8: ${env:GONE} is not set");
  EXPECT_EQ(missing.error().hint,
            "set the environment variable GONE, or write a default after ':-'");
  EXPECT_EQ(text_of(text(placed(reference(ReferenceKind::variable, "GONE")))),
            "error: loadgate.yaml:3:8: ${var:GONE} is not set");
  EXPECT_EQ(text_of(text(placed(reference(ReferenceKind::secret, "EMPTY")))),
            "error: loadgate.yaml:3:8: ${secret:EMPTY} is empty");
  EXPECT_EQ(text_of(text(placed(reference(ReferenceKind::capture, "gone")))),
            "error: loadgate.yaml:3:8: ${gone} has not been captured in this flow");
}

TEST_F(Render, ADefaultServesWhatIsMissingOrEmpty) {
  EXPECT_EQ(text_of(text(with_default(reference(ReferenceKind::environment, "GONE"), "x"))), "x");
  EXPECT_EQ(text_of(text(with_default(reference(ReferenceKind::environment, "EMPTY"), "x"))), "x");
  EXPECT_EQ(text_of(text(with_default(reference(ReferenceKind::environment, "HOST"), "x"))),
            "example.org");
  EXPECT_EQ(text_of(text(reference(ReferenceKind::environment, "EMPTY"))), "");
  EXPECT_EQ(text_of(text(with_default(reference(ReferenceKind::capture, "gone"), ""))), "");
  EXPECT_EQ(text_of(text(with_default(column("products", "note"), "none"))), "none");
  EXPECT_EQ(text_of(text(with_default(column("products", "gone"), "none"))), "none");
}

TEST_F(Render, OutsideOfAFlowOnlyTheOutsideHasAValue) {
  EXPECT_EQ(
      render_outside(text({std::string("http://"), reference(ReferenceKind::environment, "HOST")}),
                     outside)
          .value(),
      "http://example.org");
  const auto drawn =
      render_outside(text(placed(reference(ReferenceKind::uuid))), outside, "loadgate.yaml");
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().message, "loadgate.yaml:3:8: ${uuid} has no value outside of a flow");
  const auto missing =
      render_outside(text(placed(reference(ReferenceKind::environment, "GONE"))), outside);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "line 3, column 8: ${env:GONE} is not set");
}

TEST_F(Render, RefusesAValueThatAServerWouldTakeForAWayThroughFolders) {
  const auto rendered = [this](const std::string& before, const std::string& token,
                               const std::string& after) {
    captures["token"] = {.text = token, .is_json = false};
    const Result<std::string> path =
        render_path(text({before, reference(ReferenceKind::capture, "token"), after}), context());
    return path ? *path : path.error().message;
  };
  const auto is_refused = ::testing::EndsWith(
      ": a value makes '.' or '..' a segment of this path, which is a way through folders");
  EXPECT_THAT(rendered("/p/", "..", "/z"), is_refused);
  EXPECT_THAT(rendered("/p/", ".", "?a=b"), is_refused);
  EXPECT_THAT(rendered("/p/.", ".", "/z"), is_refused);
  EXPECT_THAT(rendered("/p/%2E", ".", "/z"), is_refused);
  EXPECT_EQ(rendered("/p/", "...", "/z"), "/p/.../z");
  EXPECT_EQ(rendered("/p/", "a..b", "/z"), "/p/a..b/z");
  EXPECT_EQ(rendered("/p/", "../..", "/z"), "/p/..%2F../z");
  EXPECT_EQ(rendered("/p/", "%2e%2e", "/z"), "/p/%252e%252e/z");
  EXPECT_EQ(rendered("/p?at=/", "..", "/"), "/p?at=/../");
  EXPECT_EQ(rendered("/p/../", "x", "/z"), "/p/../x/z") << "what the spec itself says goes out";
}

}  // namespace
}  // namespace loadgate
