#include "figures/loss_curves.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "figures/svg.h"

namespace meanflow::figures {
namespace {

// Lengths in CSS pixels.
constexpr double kAxisRoom = 36;  // Left of a chart, for its tick labels.
constexpr double kHeadingRoom = 22;
constexpr double kTickRoom = 30;
constexpr double kWideSide = 202;
constexpr double kTallSide = 316;
constexpr double kHeight = 168;
constexpr double kGap = 10;
constexpr double kTickOverhang = 6;  // Of the tick label at the right end of the last chart.

/// Maximum number of points of a line, about two per pixel.
constexpr int kMaxPoints = 400;

/// The range of a chart's loss axis.
struct Range {
  double low, high;
};

/// A distance between about `count` ticks of an axis: 1, 2 or 5 times a power of ten.
double TickStep(double span, int count) {
  const double rough = span / count;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10 * power;
}

int Decimals(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
}

/// Includes the average, the floor, and nearly all single losses, but not rare spikes.
Range RangeOf(const std::vector<float>& losses, const std::vector<double>& average,
              const std::optional<double>& floor) {
  std::vector<double> shown;
  for (const float loss : losses) {
    if (std::isfinite(loss)) shown.push_back(loss);
  }
  if (shown.empty()) return {0, 1};
  std::sort(shown.begin(), shown.end());
  const std::size_t rare = shown.size() / 200;
  Range range{shown[rare], shown[shown.size() - 1 - rare]};
  for (const double loss : average) {
    if (!std::isfinite(loss)) continue;
    range.low = std::min(range.low, loss);
    range.high = std::max(range.high, loss);
  }
  if (floor) range.low = std::min(range.low, *floor);
  const double margin = std::max(0.06 * (range.high - range.low), 0.01 * range.high);
  return {std::max(0.0, range.low - margin), range.high + margin};
}

/// Draws one chart at a given position.
class Chart {
 public:
  Chart(const LossCurve& curve, const Palette& palette, double left, double top, double width,
        SvgWriter* svg)
      : curve_(curve),
        palette_(palette),
        average_(MovingAverage(curve.losses)),
        range_(RangeOf(curve.losses, average_, curve.floor)),
        left_(left),
        top_(top),
        width_(width),
        svg_(*svg) {}

  void Draw() {
    Heading();
    LossAxis();
    IterationAxis();
    Band();
    Floor();
    Average();
  }

 private:
  double X(double iteration) const {
    return left_ +
           iteration / static_cast<double>(std::max<std::size_t>(1, average_.size())) * width_;
  }
  double Y(double loss) const {
    if (!std::isfinite(loss)) return top_;
    const double share = (loss - range_.low) / (range_.high - range_.low);
    return top_ + kHeight * (1 - std::clamp(share, 0.0, 1.0));
  }
  std::string Color() const { return std::string(palette_.Of(ColorRoleOf(curve_.method))); }
  std::string Point(double iteration, double loss) const {
    return Short(X(iteration), 1) + " " + Short(Y(loss), 1);
  }

  void Heading() {
    constexpr std::pair<std::string_view, std::string_view> kNames[] = {
        {"FM", "flow matching"}, {"MF", "mean flow"}, {"iMF", "improved mean flow"}};
    const auto& [label, name] = kNames[static_cast<int>(curve_.method)];
    svg_.Text(label, {{"x", Short(left_)},
                      {"y", Short(top_ - 9)},
                      {"font-size", "12.5"},
                      {"font-weight", "600"},
                      {"fill", Color()}});
    svg_.Text(name, {{"x", Short(left_ + (label.size() > 2 ? 30 : 24))},
                     {"y", Short(top_ - 9)},
                     {"font-size", "10"},
                     {"fill", std::string(palette_.muted)}});
  }

  void Tick(const std::string& text, double x, double y, const std::string& anchor) {
    svg_.Text(text, {{"x", Short(x)},
                     {"y", Short(y)},
                     {"text-anchor", anchor},
                     {"font-size", "9"},
                     {"fill", std::string(palette_.muted)}});
  }

  void LossAxis() {
    const double step = TickStep(range_.high - range_.low, 5);
    for (int i = static_cast<int>(std::ceil(range_.low / step)); i * step <= range_.high; ++i) {
      const double loss = i * step;
      const double y = Y(loss);
      svg_.Line(left_, y, left_ + width_, y,
                {{"stroke", std::string(palette_.gridline)}, {"stroke-width", "0.7"}});
      Tick(Fixed(loss, Decimals(step)), left_ - 5, y + 3, "end");
    }
  }

  void IterationAxis() {
    const double bottom = top_ + kHeight;
    svg_.Line(left_, bottom, left_ + width_, bottom, {{"stroke", std::string(palette_.muted)}});
    const auto count = static_cast<double>(average_.size());
    const double step = std::max(1.0, TickStep(std::max(1.0, count), 6));
    for (int i = 0; i * step <= count; ++i) {
      const double iteration = i * step;
      const double x = X(iteration);
      svg_.Line(x, bottom, x, bottom + 3, {{"stroke", std::string(palette_.muted)}});
      Tick(Fixed(iteration, 0), x, bottom + 13, iteration == 0 ? "start" : "middle");
    }
    Tick("iteration", left_ + width_ / 2, bottom + 25, "middle");
  }

  int Stride() const { return std::max<int>(1, static_cast<int>(average_.size()) / kMaxPoints); }

  /// Band from the lowest to the highest loss of neighbouring iterations.
  void Band() {
    const int count = static_cast<int>(average_.size());
    std::string upper;
    std::vector<std::string> lower;
    for (int first = 0; first < count; first += Stride()) {
      const auto begin = curve_.losses.begin() + first;
      const auto end = curve_.losses.begin() + std::min(count, first + Stride());
      const auto [low, high] = std::minmax_element(begin, end);
      upper += (upper.empty() ? "M" : "L") + Point(first + 1, *high);
      lower.push_back(Point(first + 1, *low));
    }
    if (lower.empty()) return;
    std::reverse(lower.begin(), lower.end());
    for (const std::string& point : lower) upper += "L" + point;
    svg_.Element("path", {{"fill", Color()},
                          {"fill-opacity", "0.22"},
                          {"stroke", Color()},
                          {"stroke-opacity", "0.22"},
                          {"stroke-width", "0.6"},
                          {"d", upper + "Z"}});
  }

  void Floor() {
    if (!curve_.floor) {
      Tick("no finite floor", left_ + width_ - 2, top_ + kHeight - 6, "end");
      return;
    }
    const double y = Y(*curve_.floor);
    svg_.Line(left_, y, left_ + width_, y,
              {{"stroke", std::string(palette_.foreground)}, {"stroke-dasharray", "4 3"}});
    Tick("floor " + Fixed(*curve_.floor, 3), left_ + width_ - 2, y + 11, "end");
  }

  void Average() {
    std::string path;
    const int count = static_cast<int>(average_.size());
    for (int i = 0; i < count; ++i) {
      if (i % Stride() != 0 && i + 1 != count) continue;
      path += (path.empty() ? "M" : "L") + Point(i + 1, average_[i]);
    }
    if (path.empty()) return;
    svg_.Stroke(path, {{"stroke", Color()}, {"stroke-width", "1.6"}, {"stroke-linejoin", "round"}});
    svg_.Text(Fixed(average_.back(), 3),
              {{"x", Short(left_ + width_)},
               {"y", Short(std::max(top_ + 10, Y(average_.back()) - 12))},
               {"text-anchor", "end"},
               {"font-size", "10"},
               {"font-weight", "600"},
               {"fill", Color()},
               {"stroke", std::string(palette_.background)},
               {"stroke-width", "3"},
               {"paint-order", "stroke"}});
  }

  const LossCurve& curve_;
  const Palette& palette_;
  std::vector<double> average_;
  Range range_;
  double left_, top_, width_;
  SvgWriter& svg_;
};

}  // namespace

std::vector<double> MovingAverage(const std::vector<float>& losses) {
  std::vector<double> average(losses.size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const std::size_t first = i + 1 > kLossWindow ? i + 1 - kLossWindow : 0;
    double sum = 0;
    for (std::size_t j = first; j <= i; ++j) sum += losses[j];
    average[i] = sum / static_cast<double>(i + 1 - first);
  }
  return average;
}

std::string DrawLossCurves(const LossCurves& figure, const Style& style) {
  const bool is_wide = style.layout == Layout::kWide;
  const Palette palette = PaletteOf(style.theme);
  const double side = is_wide ? kWideSide : kTallSide;
  const double column = kAxisRoom + side + kGap;
  const double row = kHeadingRoom + kHeight + kTickRoom + kGap;
  const auto count = static_cast<double>(figure.curves.size());
  SvgWriter svg(2 * kMargin - kGap + kTickOverhang + column * (is_wide ? count : 1),
                2 * kMargin - kGap + row * (is_wide ? 1 : count), figure.title, figure.caption,
                palette);
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const double left = kMargin + kAxisRoom + (is_wide ? static_cast<double>(i) * column : 0);
    const double top = kMargin + kHeadingRoom + (is_wide ? 0 : static_cast<double>(i) * row);
    Chart(figure.curves[i], palette, left, top, side, &svg).Draw();
  }
  return std::move(svg).Finish();
}

}  // namespace meanflow::figures
