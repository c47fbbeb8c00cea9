// SPDX-License-Identifier: Apache-2.0
#include "plan/data_class.h"

#include <gmock/gmock.h>

#include "unit/plan/plan_case.h"

namespace loadgate {
namespace {

using namespace loadgate::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// `buy/POST /login` uses no data with classes, `buy/POST /cart` words, `ask/GET /question` both.
class DataClass : public ::testing::Test {
 protected:
  Spec spec() const {
    Spec spec = shop_spec();
    spec.data = {source("plain", DataFormat::csv, folder.write("plain.csv", "id\n1\n")),
                 source("prompts", DataFormat::csv,
                        folder.write("p.csv", "text,kind,weight\na,short,1\nb,long,0\nc,long,0\n")),
                 source("words", DataFormat::csv,
                        folder.write("w.csv", "text,kind\nx,long\ny,odd\n"), Pick::sequential)};
    spec.data[1].class_column = spec.data[2].class_column = "kind";
    spec.scenarios[0].steps[0].path = text({std::string("/"), column("plain", "id")});
    spec.scenarios[0].steps[1].body = TextBody{.text = text(column("words", "text"))};
    spec.scenarios[1].steps[0].path =
        text({std::string("/"), column("words", "text"), column("prompts", "text")});
    return spec;
  }
  static Rule about(const std::string& data_class, const std::string& step = {}) {
    Rule rule = testing::rule("latency", Statistic::p95);
    rule.data_class = data_class;
    rule.step = step;
    rule.where = {.line = 9, .column = 5};
    return rule;
  }
  std::string error_of_rule(const Rule& rule) const {
    Spec changed = spec();
    changed.rules = {rule};
    return error_of(changed);
  }
  Folder folder;
};

TEST_F(DataClass, IsOfTheFirstSourceWithClassesThatTheRequestUses) {
  const Plan plan = plan_of(spec());
  EXPECT_THAT(plan.classes, ElementsAre("short", "long", "odd"));
  EXPECT_EQ(class_source_of(plan, plan.spec.scenarios[0].steps[0]), std::nullopt);
  EXPECT_EQ(class_source_of(plan, plan.spec.scenarios[0].steps[1]), 2U);
  EXPECT_EQ(class_source_of(plan, plan.spec.scenarios[1].steps[0]), 1U);
  const auto arrival = [](std::uint64_t sequence) {
    return flow_of(Arrival{.sequence = sequence, .phase = 0, .scenario = 0, .intended = {}});
  };
  EXPECT_EQ(class_of(plan, 2, arrival(0)), 1U);
  EXPECT_EQ(class_of(plan, 2, arrival(1)), 2U);
}

TEST_F(DataClass, OfAStepAreThoseThatItsRowsCanHave) {
  EXPECT_THAT(step_classes(plan_of(spec())),
              ElementsAre(IsEmpty(), ElementsAre(1, 2), ElementsAre(0, 1)));
  Spec weighted = spec();
  weighted.data[1].weight_column = "weight";
  EXPECT_THAT(step_classes(plan_of(weighted)),
              ElementsAre(IsEmpty(), ElementsAre(1, 2), ElementsAre(0)));
}

TEST_F(DataClass, HeadersOfTheTargetCountAsWell) {
  Spec changed = spec();
  changed.target.headers = {{.name = "X-Kind", .value = text(column("words", "kind"))}};
  const Plan plan = plan_of(changed);
  EXPECT_EQ(class_source_of(plan, plan.spec.scenarios[0].steps[0]), 2U);
}

TEST_F(DataClass, ARuleAboutNoneOfThemIsAMistake) {
  EXPECT_EQ(error_of_rule(about("short")), "no error");
  EXPECT_EQ(error_of_rule(about("s*", "ask/*")), "no error");
  EXPECT_EQ(error_of_rule(about("shrt")),
            "loadgate.yaml:9:5: no class matches 'shrt'\n  hint: did you mean 'short'?");
  EXPECT_EQ(error_of_rule(about("odd", "ask/*")),
            "loadgate.yaml:9:5: no step of the rule uses rows of the class 'odd'\n"
            "  hint: name a step whose request uses the data that has it");
  Spec without = small_spec();
  without.rules = {about("short")};
  EXPECT_EQ(error_of(without),
            "loadgate.yaml:9:5: the rule names a class, and no data source has a 'class_column'\n"
            "  hint: add it to the source that the step uses: class_column: kind");
}

TEST_F(DataClass, ChangesNothingThatIsSent) {
  Spec without = spec();
  without.data[1].class_column = without.data[2].class_column = {};
  EXPECT_EQ(plan_of(spec()).digest.total, plan_of(without).digest.total);
}

TEST_F(DataClass, AnErrorRuleAboutOneLeavesTheGuard) {
  Spec changed = spec();
  changed.has_rules = true;
  Rule errors = about("long");
  errors.metric = "error_rate";
  errors.statistic = Statistic::value;
  errors.at_most = 0.01;
  changed.rules = {errors};
  EXPECT_EQ(plan_of(changed).spec.rules.size(), 1U + 3U);
}

}  // namespace
}  // namespace loadgate
