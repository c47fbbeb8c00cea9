// SPDX-License-Identifier: Apache-2.0
#include "plan/read_files.h"

#include <gmock/gmock.h>

#include "base/digest.h"
#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::Contains;
using ::testing::Pair;

constexpr Position line_9{.line = 9, .column = 16};

Spec sending(const Folder& folder, Body body) {
  Spec spec = small_spec();
  spec.file = folder.path("loadgate.yaml");
  spec.scenarios[0].steps[0].body = std::move(body);
  return spec;
}

MultipartBody parts_with(std::string file) {
  return MultipartBody{.parts = {{.name = "photo",
                                  .text = text(""),
                                  .file = std::move(file),
                                  .content_type = {},
                                  .where = line_9}}};
}

std::string setting_of(const Plan& plan, const std::string& key) {
  for (const auto& [name, value] : plan.digest.steps[0].settings) {
    if (name == key) {
      return value;
    }
  }
  return "none";
}

TEST(Files, StandBesideTheSpecAndInItsDigest) {
  const Folder folder;
  folder.write("order.bin", "bytes");
  const Plan plan = plan_of(sending(folder, FileBody{.file = "order.bin", .where = line_9}));
  EXPECT_THAT(plan.files, Contains(Pair("order.bin", "bytes")));
  EXPECT_EQ(setting_of(plan, "body_file"), "sha256:" + sha256("bytes"));
  folder.write("order.bin", "other bytes");
  EXPECT_NE(plan_of(sending(folder, FileBody{.file = "order.bin", .where = line_9})).digest.total,
            plan.digest.total);
}

TEST(Files, OfPartsAreInTheDigestToo) {
  const Folder folder;
  folder.write("cat.png", "png");
  const Plan plan = plan_of(sending(folder, parts_with("cat.png")));
  EXPECT_EQ(setting_of(plan, "multipart.photo"), "sha256:" + sha256("png"));
}

TEST(Files, ThatAreNotThereAreMistakesAtTheirLine) {
  const Folder folder;
  const std::string spec = folder.path("loadgate.yaml");
  const std::string reason = "': No such file or directory";
  EXPECT_EQ(error_of(sending(folder, FileBody{.file = "no.bin", .where = line_9})),
            spec + ":9:16: cannot read '" + folder.path("no.bin") + reason);
  EXPECT_EQ(error_of(sending(folder, parts_with("no.png"))),
            spec + ":9:16: cannot read '" + folder.path("no.png") + reason);
}

TEST(Files, HaveALargestSize) {
  const Folder folder;
  folder.write("large.bin", std::string((std::size_t{16} << 20) + 1, 'x'));
  EXPECT_THAT(error_of(sending(folder, FileBody{.file = "large.bin", .where = line_9})),
              ::testing::HasSubstr("large.bin"));
}

TEST(Files, OfSchemasAreLookedAtBeforeTheLoad) {
  const Folder folder;
  folder.write("answer.json", R"({"type": "object", "prefixItems": []})");
  Spec spec = sending(folder, NoBody{});
  const std::string digest = plan_of(spec).digest.total;
  spec.scenarios[0].steps[0].expect.json_schema = {.file = "answer.json", .where = line_9};
  EXPECT_EQ(error_of(spec), spec.file +
                                ":9:16: answer.json: at the root: 'prefixItems' is not supported\n"
                                "  hint: it is of a later draft than 7, and would not be checked");
  folder.write("answer.json", "{}");
  EXPECT_EQ(plan_of(spec).digest.total, digest);  // what is expected changes nothing that is sent
}

TEST(Files, OfFormsChangeTheDigestOfTheirStep) {
  const Folder folder;
  const Plan first = plan_of(sending(folder, FormBody{.fields = {{"a", text("b")}}}));
  const Plan other = plan_of(sending(folder, FormBody{.fields = {{"a", text("c")}}}));
  EXPECT_EQ(setting_of(first, "form"), "sha256:" + sha256("1:a,1:b,"));
  EXPECT_NE(first.digest.total, other.digest.total);
}

}  // namespace
}  // namespace loadgate
