#include "figures/path_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "drawings.h"
#include "figures/xml.h"
#include "meanflow/named_densities.h"

namespace meanflow::figures {
namespace {

constexpr int kSide = 600;  // 100 panel units per unit of the plane.

TEST(PathDataTest, PutsDotsWherePointsAre) {
  const auto dots = DotsOf(DotPath({0, 0, -3, 3, 3, -3, 1.5, 0.25}, kSide));
  const std::vector<std::pair<int, int>> expected = {{300, 300}, {0, 0}, {600, 600}, {450, 275}};
  EXPECT_EQ(dots.size(), expected.size());
  EXPECT_TRUE(std::is_permutation(dots.begin(), dots.end(), expected.begin(), expected.end()));
}

TEST(PathDataTest, OmitsPointsOutsideTheWindowAndDuplicates) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto dots = DotsOf(
      DotPath({1, 1, 1, 1, 1.001F, 1, 3.1F, 0, kNan, 0, 0, kNan, kInfinity, 1, 0, -9}, kSide));
  EXPECT_EQ(dots.size(), 1U);
  EXPECT_EQ(dots.at(0), (std::pair{400, 200}));
  EXPECT_EQ(DotPath({}, kSide), "");
}

TEST(PathDataTest, IsCompact) {
  const auto noise = FreshData(DensitySampler(MakeDensity({})), 1, 2000);
  EXPECT_LT(DotPath(noise, 1480).size(), 9U * 2000);
}

TEST(PathDataTest, ShadesTheCellsOfTheCheckerboardAlike) {
  const std::vector<Shade> shades = Shades(MakeDensity({}), kSide);
  EXPECT_EQ(shades.size(), 1U);
  EXPECT_EQ(shades.at(0).strength, 1);
  const std::string& path = shades.at(0).path;
  EXPECT_EQ(std::count(path.begin(), path.end(), 'Z'), 8);
  // The cell (1, 0) is filled: x in [-1, 0], y in [-2, -1].
  EXPECT_NE(path.find("M200 400H300V500H200Z"), std::string::npos) << path;
}

TEST(PathDataTest, ShadesFineDensitiesCoarsely) {
  for (const std::string_view name : DensityNames()) {
    std::size_t bytes = 0;
    for (const Shade& shade : Shades(MakeNamed(name), kSide)) {
      EXPECT_GT(shade.strength, 0);
      EXPECT_LE(shade.strength, 1);
      bytes += shade.path.size();
    }
    EXPECT_GT(bytes, 50U) << name;
    EXPECT_LT(bytes, 16'000U) << name;
  }
  EXPECT_FALSE(Shades(MakeDrawn(SingleCell(53, 7, 9)), kSide).empty());
  EXPECT_EQ(Shades(MakeDensity({"rings", 4, 4}), kSide).empty(), false);  // Beyond the window.
}

}  // namespace
}  // namespace meanflow::figures
