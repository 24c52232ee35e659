#include "figures/loss_curves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "figures/xml.h"

namespace meanflow::figures {
namespace {

std::vector<float> Falling(int count) {
  std::vector<float> losses;
  for (int i = 0; i < count; ++i)
    losses.push_back(2.0F + (i % 2 == 0 ? 0.1F : -0.1F) + 1.0F / (i + 1));
  return losses;
}

TEST(LossCurvesTest, AveragesOverTheWindow) {
  std::vector<float> losses(3 * kLossWindow, 1);
  losses[0] = 3;
  const std::vector<double> average = MovingAverage(losses);
  ASSERT_EQ(average.size(), losses.size());
  EXPECT_EQ(average[0], 3);
  EXPECT_EQ(average[1], 2);
  EXPECT_DOUBLE_EQ(average[kLossWindow - 1], 1 + 2.0 / kLossWindow);
  EXPECT_EQ(average[kLossWindow], 1);
  EXPECT_TRUE(MovingAverage({}).empty());
}

TEST(LossCurvesTest, DrawsAChartAMethodWithItsFloor) {
  LossCurves figure;
  figure.title = "Losses";
  figure.curves = {{Method::kFm, Falling(5001), 1.6885},
                   {Method::kMf, Falling(5001), {}},
                   {Method::kImf, Falling(5001), 1.8361}};
  for (const Layout layout : {Layout::kWide, Layout::kTall}) {
    const std::string svg = DrawLossCurves(figure, {Theme::kLight, layout});
    const XmlDocument document = ReadXml(svg);
    EXPECT_EQ(document.error, "");
    const std::vector<std::string> texts = document.Texts();
    const auto count = [&](const char* text) {
      return std::count(texts.begin(), texts.end(), text);
    };
    for (const char* text : {"FM", "MF", "iMF", "floor 1.689", "floor 1.836", "no finite floor"}) {
      EXPECT_EQ(count(text), 1) << text;
    }
    EXPECT_EQ(count("iteration"), 3);
    EXPECT_EQ(count("5000"), 3);
    EXPECT_EQ(count("2.000"), 3);  // The final averages, to three places.
    EXPECT_LT(svg.size(), 100'000U);
  }
}

TEST(LossCurvesTest, TakesShortRunsAndValuesThatAreNotFinite) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::vector<float>& losses :
       {std::vector<float>{}, {2}, {2, 2}, {kNan, kInfinity}, {1, kNan, 1e30F}}) {
    const XmlDocument document =
        ReadXml(DrawLossCurves({"", "", {{Method::kFm, losses, 1.7}}}, {}));
    EXPECT_EQ(document.error, "") << losses.size();
    for (const XmlElement& path : document.All("path")) {
      EXPECT_EQ(path.attributes.at("d").find("nan"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace meanflow::figures
