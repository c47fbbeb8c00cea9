// SPDX-License-Identifier: Apache-2.0
#include "load/body_program.h"
#include "played_world.h"
#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace testing;  // NOLINT
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Step posting(Body body) {
  Step posted = step("POST", "/a");
  posted.body = std::move(body);
  return posted;
}

MultipartPart part(std::string name, Template value, std::string type = {}) {
  return MultipartPart{.name = std::move(name),
                       .text = std::move(value),
                       .file = {},
                       .content_type = std::move(type),
                       .where = nowhere};
}

MultipartPart file_part(std::string name, std::string file, std::string type = {}) {
  return MultipartPart{.name = std::move(name),
                       .text = text(""),
                       .file = std::move(file),
                       .content_type = std::move(type),
                       .where = nowhere};
}

/// The first request that a run of this one step sends.
WireRequest first_request(Step only) {
  PlayedWorld world;
  world.run(spec_with_steps({std::move(only)}));
  return world.requests.front();
}

std::string header_of(const WireRequest& request, std::string_view name) {
  for (const std::string& line : request.headers) {
    if (line.starts_with(name)) {
      return line.substr(name.size());
    }
  }
  return "none";
}

std::string boundary_of(const WireRequest& request) {
  const std::string type = header_of(request, "Content-Type: multipart/form-data; boundary=");
  return type;
}

TEST(Bodies, of_a_form_are_url_encoded) {
  const WireRequest request = first_request(posting(FormBody{
      .fields = {{"user name", text("a&b=c d+ü")}, {"tag", text("x")}, {"tag", text("")}}}));
  EXPECT_EQ(request.body, "user%20name=a%26b%3Dc%20d%2B%C3%BC&tag=x&tag=");
  EXPECT_TRUE(request.has_body);
  EXPECT_THAT(request.headers, Contains("Content-Type: application/x-www-form-urlencoded"));
}

TEST(Bodies, of_a_form_keep_a_content_type_of_the_spec) {
  Step only = posting(FormBody{.fields = {{"a", text("b")}}});
  only.headers = {header("content-type", text("text/plain"))};
  const WireRequest request = first_request(only);
  EXPECT_THAT(request.headers, Contains("content-type: text/plain"));
  EXPECT_EQ(header_of(request, "Content-Type: "), "none");
}

TEST(Bodies, of_a_form_hold_what_references_bring_in) {
  Spec spec = spec_with_steps(
      {posting(FormBody{.fields = {{"n", text(reference(ReferenceKind::iteration))}}})});
  PlayedWorld world;
  world.run(spec);
  EXPECT_EQ(world.requests[0].body, "n=0");
  EXPECT_EQ(world.requests[3].body, "n=3");
}

TEST(Bodies, in_parts_are_written_with_their_boundary) {
  const Folder folder;
  const std::string file = folder.write("a \"cat\".png", std::string_view("\x89PNG\0\r\n", 7));
  const WireRequest request = first_request(posting(MultipartBody{
      .parts = {part("note", text("hi")), part("data", text("{}"), "application/json"),
                file_part("photo", file), file_part("photo", file, "image/png")}}));
  const std::string boundary = boundary_of(request);
  const std::string bytes("\x89PNG\0\r\n", 7);
  ASSERT_THAT(boundary, StartsWith("loadgate"));
  EXPECT_EQ(request.body,
            "--" + boundary + "\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n" +
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"data\"\r\n" +
                "Content-Type: application/json\r\n\r\n{}\r\n" +  //
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"photo\"; " +
                "filename=\"a %22cat%22.png\"\r\nContent-Type: application/octet-stream\r\n\r\n" +
                bytes + "\r\n" +  //
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"photo\"; " +
                "filename=\"a %22cat%22.png\"\r\nContent-Type: image/png\r\n\r\n" + bytes +
                "\r\n--" + boundary + "--\r\n");
}

TEST(Bodies, in_parts_have_a_content_type_of_their_own) {
  Spec spec = spec_with_steps({posting(MultipartBody{.parts = {part("a", text("b"))}})});
  spec.target.headers = {header("content-type", text("text/plain"))};
  PlayedWorld world;
  world.run(spec);
  EXPECT_THAT(world.requests[0].headers, AllOf(Not(Contains("content-type: text/plain")),
                                               Contains(HasSubstr("multipart/form-data"))));
}

TEST(Bodies, in_parts_differ_by_flow_and_not_by_run) {
  Spec spec = spec_with_steps({posting(MultipartBody{.parts = {part("a", text("b"))}})});
  PlayedWorld first;
  PlayedWorld again;
  first.run(spec);
  again.run(spec);
  EXPECT_EQ(first.requests[0].body, again.requests[0].body);
  EXPECT_NE(boundary_of(first.requests[0]), boundary_of(first.requests[1]));
  spec.load.seed = 2;
  PlayedWorld other;
  other.run(spec);
  EXPECT_NE(boundary_of(first.requests[0]), boundary_of(other.requests[0]));
}

TEST(Bodies, in_parts_never_hold_their_boundary) {
  Step only = posting(MultipartBody{.parts = {part("a", text("b"))}});
  const std::string usual = boundary_of(first_request(only));
  only.body = MultipartBody{.parts = {part("a", text("x--" + usual + "--x"))}};
  const WireRequest request = first_request(only);
  EXPECT_NE(boundary_of(request), usual);
  EXPECT_THAT(request.body, HasSubstr("x--" + usual + "--x"));
  const Folder folder;
  only.body = MultipartBody{.parts = {file_part("a", folder.write("f", usual))}};
  EXPECT_NE(boundary_of(first_request(only)), usual);
}

TEST(Bodies, of_a_file_are_its_bytes) {
  const Folder folder;
  const std::string bytes("\0\xff${uuid}\r\n", 11);
  const WireRequest request =
      first_request(posting(FileBody{.file = folder.write("order.bin", bytes), .where = nowhere}));
  EXPECT_EQ(request.body, bytes);
  EXPECT_EQ(header_of(request, "Content-Type: "), "none");
}

}  // namespace
}  // namespace loadgate
