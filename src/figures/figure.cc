#include "figures/figure.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "figures/svg.h"

namespace meanflow::figures {

Figure::Figure(FigureOptions options, std::vector<TrainedRun> runs)
    : options_(std::move(options)), runs_(std::move(runs)), plan_(MakeFigurePlan(options_, runs_)) {
  for (const SamplingJob& job : plan_.jobs) total_ += job.steps;
  if (plan_.shows_metrics) {
    meter_ = std::make_unique<QualityMeter>(plan_.grid.target, options_.count, options_.seed);
    const std::vector<float> noise = StartingNoise(options_.seed, options_.count);
    plan_.grid.caption += " " + MetricsText(meter_->Measure(noise.data()));
  }
}

bool Figure::Advance() {
  if (job_ == plan_.jobs.size()) return false;
  const SamplingJob& job = plan_.jobs[job_];
  if (step_ == 0) BeginJob(job);
  before_ = positions_;
  sampler_->Step(step_, job.steps, positions_.data(), options_.count);
  const double before = static_cast<double>(step_) / job.steps;
  ++step_;
  ++done_;
  RecordSnapshots(job, before, static_cast<double>(step_) / job.steps);
  if (step_ == job.steps) {
    ++job_;
    step_ = 0;
  }
  return true;
}

void Figure::BeginJob(const SamplingJob& job) {
  const TrainConfig& config = job.run->config;
  sampler_.emplace(config.method, config.direction, config.network);
  sampler_->SetParameters(job.run->checkpoints[job.checkpoint].parameters.data());
  positions_ = StartingNoise(options_.seed, options_.count);
  for (const Snapshot& snapshot : job.snapshots) {
    if (snapshot.share <= 0) FillPanel(snapshot.panel, positions_);
  }
}

/// Fills the panels of snapshots in (before, now], by linear interpolation between the two states.
void Figure::RecordSnapshots(const SamplingJob& job, double before, double now) {
  for (const Snapshot& snapshot : job.snapshots) {
    if (!(snapshot.share > before && snapshot.share <= now)) continue;
    const auto share = static_cast<float>((snapshot.share - before) / (now - before));
    std::vector<float> points(positions_.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i] = before_[i] + share * (positions_[i] - before_[i]);
    }
    FillPanel(snapshot.panel, std::move(points));
  }
}

void Figure::FillPanel(int index, std::vector<float> points) {
  Panel& panel = plan_.grid.panels[index];
  if (meter_ != nullptr) {
    const SampleQuality quality = meter_->Measure(points.data());
    panel.left_note =
        "SW₂ " + (std::isfinite(quality.sliced_wasserstein) ? Fixed(quality.sliced_wasserstein, 3)
                                                            : std::string("∞"));
    panel.right_note = Fixed(100 * quality.on_support, 0) + " %";
  }
  panel.points = std::move(points);
  panel.is_pending = false;
}

double Figure::Progress() const { return total_ > 0 ? done_ / total_ : 1; }

const std::string& Figure::caption() const {
  return options_.figure == 2 ? plan_.losses.caption : plan_.grid.caption;
}

std::string Figure::Svg() const {
  if (options_.figure == 2) return DrawLossCurves(plan_.losses, options_.style);
  return DrawScatterGrid(plan_.grid, options_.style);
}

}  // namespace meanflow::figures
