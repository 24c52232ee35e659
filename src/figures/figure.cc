#include "figures/figure.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "figures/svg.h"

namespace meanflow::figures {

Figure::Figure(FigureOptions options, std::vector<TrainedRun> runs)
    : options_(std::move(options)), runs_(std::move(runs)), plan_(MakePlan(options_, runs_)) {
  for (const Flight& flight : plan_.flights) total_ += flight.steps;
  if (plan_.measures) {
    meter_ = std::make_unique<QualityMeter>(plan_.grid.target, options_.count, options_.seed);
    const std::vector<float> noise = StartingNoise(options_.seed, options_.count);
    plan_.grid.caption += " " + MeasureText(meter_->Measure(noise.data()));
  }
}

bool Figure::Advance() {
  if (flight_ == plan_.flights.size()) return false;
  const Flight& flight = plan_.flights[flight_];
  if (step_ == 0) Begin(flight);
  before_ = positions_;
  sampler_->Step(step_, flight.steps, positions_.data(), options_.count);
  const double before = static_cast<double>(step_) / flight.steps;
  ++step_;
  ++done_;
  Record(flight, before, static_cast<double>(step_) / flight.steps);
  if (step_ == flight.steps) {
    ++flight_;
    step_ = 0;
  }
  return true;
}

void Figure::Begin(const Flight& flight) {
  const TrainConfig& config = flight.run->config;
  sampler_.emplace(config.method, config.direction, config.network);
  sampler_->SetParameters(flight.run->checkpoints[flight.checkpoint].parameters.data());
  positions_ = StartingNoise(options_.seed, options_.count);
  for (const Stop& stop : flight.stops) {
    if (stop.share <= 0) Show(stop.picture, positions_);
  }
}

/// Shows the stops in (before, now]: between two states particles move along straight lines.
void Figure::Record(const Flight& flight, double before, double now) {
  for (const Stop& stop : flight.stops) {
    if (!(stop.share > before && stop.share <= now)) continue;
    const auto share = static_cast<float>((stop.share - before) / (now - before));
    std::vector<float> points(positions_.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i] = before_[i] + share * (positions_[i] - before_[i]);
    }
    Show(stop.picture, std::move(points));
  }
}

void Figure::Show(int index, std::vector<float> points) {
  Picture& picture = plan_.grid.pictures[index];
  if (meter_ != nullptr) {
    const SampleQuality quality = meter_->Measure(points.data());
    picture.left_note =
        "SW₂ " + (std::isfinite(quality.sliced_wasserstein) ? Fixed(quality.sliced_wasserstein, 3)
                                                            : std::string("∞"));
    picture.right_note = Fixed(100 * quality.on_support, 0) + " %";
  }
  picture.points = std::move(points);
  picture.is_pending = false;
}

double Figure::Progress() const { return total_ > 0 ? done_ / total_ : 1; }

const std::string& Figure::caption() const {
  return options_.figure == 2 ? plan_.losses.caption : plan_.grid.caption;
}

std::string Figure::Svg() const {
  if (options_.figure == 2) return DrawLossCurves(plan_.losses, options_.style);
  return DrawParticleGrid(plan_.grid, options_.style);
}

}  // namespace meanflow::figures
