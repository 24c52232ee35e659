#include "figures/svg.h"

#include <gtest/gtest.h>

#include <limits>

#include "figures/xml.h"

namespace meanflow::figures {
namespace {

TEST(SvgTest, FormatsNumbersIndependentlyOfTheLocale) {
  EXPECT_EQ(Fixed(1.5, 2), "1.50");
  EXPECT_EQ(Fixed(-0.05, 1), "-0.1");
  EXPECT_EQ(Fixed(-0.04, 1), "0.0");
  EXPECT_EQ(Fixed(0.006, 2), "0.01");
  EXPECT_EQ(Fixed(1234.5678, 0), "1235");
  EXPECT_EQ(Short(1.50, 2), "1.5");
  EXPECT_EQ(Short(100, 2), "100");
  EXPECT_EQ(Short(-0.0, 2), "0");
  EXPECT_EQ(Fixed(std::numeric_limits<double>::quiet_NaN(), 1), "0");
  EXPECT_EQ(Fixed(std::numeric_limits<double>::infinity(), 1), "0");
  EXPECT_EQ(Fixed(1e300, 1), "0");
}

TEST(SvgTest, EscapesXml) {
  EXPECT_EQ(Escaped("a < b & \"c\" > d\x01"), "a &lt; b &amp; &quot;c&quot; &gt; d");
  SvgWriter svg(10, 20, "<title> & more", "r < t", PaletteOf(Theme::kLight));
  svg.Text("a<b & *t*", {{"x", "\"1\""}});
  const XmlDocument document = ReadXml(std::move(svg).Finish());
  EXPECT_EQ(document.error, "");
  EXPECT_EQ(document.All("title").at(0).text, "<title> & more");
  EXPECT_EQ(document.All("desc").at(0).text, "r < t");
  EXPECT_EQ(document.All("text").at(0).text, "a<b & t");
  EXPECT_EQ(document.All("text").at(0).attributes.at("x"), "\"1\"");
  EXPECT_EQ(document.All("tspan").at(0).text, "t");
}

TEST(SvgTest, HasItsOwnBackgroundAndNoReferences) {
  SvgWriter svg(10, 20, "title", "", PaletteOf(Theme::kDark));
  const std::string text = std::move(svg).Finish();
  const XmlDocument document = ReadXml(text);
  EXPECT_EQ(document.All("svg").at(0).attributes.at("viewBox"), "0 0 10 20");
  const auto background = document.All("rect").at(0).attributes;
  EXPECT_EQ(background.at("width"), "10");
  EXPECT_EQ(background.at("fill"), PaletteOf(Theme::kDark).background);
  EXPECT_EQ(text.find("href"), std::string::npos);
  EXPECT_EQ(text.find("url("), std::string::npos);
}

}  // namespace
}  // namespace meanflow::figures
