#include "figures/figure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "figures/path_data.h"
#include "figures/xml.h"
#include "meanflow/named_densities.h"
#include "meanflow/random.h"

namespace meanflow::figures {
namespace {

/// A run of an untrained network, with another network a checkpoint.
TrainedRun MakeRun(Method method, Direction direction, int checkpoints = 6) {
  TrainedRun run;
  run.config.method = method;
  run.config.direction = direction;
  run.config.network = {1, 8};
  run.config.iterations = 10 * (checkpoints - 1);
  const MlpShape shape{NetworkCoordinates(method), 8, 1};
  for (int i = 0; i < checkpoints; ++i) {
    run.checkpoints.push_back({10 * i, InitialParameters(shape, i)});
  }
  run.losses.assign(run.config.iterations, 2.0F);
  return run;
}

std::vector<TrainedRun> EveryRun(int checkpoints = 6) {
  std::vector<TrainedRun> runs;
  for (const Direction direction :
       {Direction::kReverse, Direction::kForward, Direction::kForwardAsPublished}) {
    for (const Method method : kMethods) runs.push_back(MakeRun(method, direction, checkpoints));
  }
  return runs;
}

FigureOptions Options(int number) {
  FigureOptions options;
  options.figure = number;
  options.steps = {1, 4};
  options.flow_steps = 5;
  options.count = 50;
  return options;
}

/// Paths of dots, one per panel.
std::vector<std::string> DotPaths(const XmlDocument& document) {
  std::vector<std::string> paths;
  for (const XmlElement& path : document.All("path")) {
    if (path.attributes.contains("stroke-linecap")) paths.push_back(path.attributes.at("d"));
  }
  return paths;
}

/// The path of the dots of `points`, in a panel of the document's size.
std::string Expected(const XmlDocument& document, const std::vector<float>& points) {
  for (const XmlElement& rect : document.All("rect")) {
    if (!rect.attributes.contains("stroke")) continue;  // The background.
    return DotPath(points, kUnits * std::stoi(rect.attributes.at("width")));
  }
  return "no panel";
}

std::vector<float> SamplesOf(const TrainedRun& run, int checkpoint, int steps) {
  Sampler sampler(run.config.method, run.config.direction, run.config.network);
  sampler.SetParameters(run.checkpoints[checkpoint].parameters.data());
  return sampler.Sample({steps, 50, 1});
}

XmlDocument Draw(const FigureOptions& options, const std::vector<TrainedRun>& runs) {
  EXPECT_EQ(Validate(options), "");
  EXPECT_EQ(CheckRuns(options.figure, runs), "");
  Figure figure(options, runs);
  while (figure.Advance()) {
  }
  EXPECT_EQ(figure.Progress(), 1);
  XmlDocument document = ReadXml(figure.Svg());
  EXPECT_EQ(document.error, "");
  EXPECT_EQ(document.All("title").at(0).text, figure.title());
  EXPECT_EQ(document.All("desc").at(0).text, figure.caption());
  return document;
}

TEST(FigureTest, EveryFigureIsWellFormedInEveryStyle) {
  const std::vector<TrainedRun> runs = EveryRun();
  const int pictures[] = {2, 0, 6, 6, 18, 18};
  static_assert(std::size(pictures) == kFigureCount);
  for (int number = 1; number <= kFigureCount; ++number) {
    for (const Layout layout : {Layout::kWide, Layout::kTall}) {
      FigureOptions options = Options(number);
      options.style = {number % 2 == 0 ? Theme::kDark : Theme::kLight, layout};
      const XmlDocument document = Draw(options, runs);
      EXPECT_EQ(DotPaths(document).size(), static_cast<std::size_t>(pictures[number - 1]));
      const std::vector<std::string> texts = document.Texts();
      EXPECT_EQ(std::count(texts.begin(), texts.end(), "…"), 0) << number;
    }
  }
}

TEST(FigureTest, ShowsSourceAndTarget) {
  const XmlDocument document = Draw(Options(1), {});
  const auto paths = DotPaths(document);
  EXPECT_EQ(paths.at(0), Expected(document, StartingNoise(1, 50)));
  EXPECT_EQ(paths.at(1), Expected(document, FreshData(DensitySampler(MakeDensity({})), 1, 50)));
}

TEST(FigureTest, ShowsSamplesOfTheRightNetworkInTheRightNumberOfSteps) {
  const std::vector<TrainedRun> runs = EveryRun();
  const XmlDocument forward = Draw(Options(3), runs);
  const XmlDocument reverse = Draw(Options(4), runs);
  int i = 0;
  for (const auto& [method, direction] : {std::pair{Method::kFm, Direction::kForward},
                                          {Method::kMf, Direction::kForwardAsPublished},
                                          {Method::kMf, Direction::kForward}}) {
    for (const int steps : {1, 4}) {
      const TrainedRun& run = *FindRun(runs, method, direction);
      EXPECT_EQ(DotPaths(forward).at(i++), Expected(forward, SamplesOf(run, 5, steps)));
    }
  }
  i = 0;
  for (const Method method : kMethods) {
    for (const int steps : {1, 4}) {
      const TrainedRun& run = *FindRun(runs, method, Direction::kReverse);
      EXPECT_EQ(DotPaths(reverse).at(i++), Expected(reverse, SamplesOf(run, 5, steps)));
    }
  }
}

TEST(FigureTest, ShowsIntermediateStates) {
  const std::vector<TrainedRun> runs = EveryRun();
  const XmlDocument document = Draw(Options(5), runs);
  Sampler sampler(Method::kMf, Direction::kReverse, {1, 8});
  sampler.SetParameters(
      FindRun(runs, Method::kMf, Direction::kReverse)->checkpoints[5].parameters.data());
  const std::vector<float> path = sampler.Path({5, 50, 1});
  for (int i = 0; i < 6; ++i) {
    const std::vector<float> state(path.begin() + 100 * i, path.begin() + 100 * (i + 1));
    EXPECT_EQ(DotPaths(document).at(6 + i), Expected(document, state)) << i;
  }
  const std::vector<std::string> texts = document.Texts();
  for (const char* text : {"t = 1", "t = 0.8", "t = 0.6", "t = 0.4", "t = 0.2", "t = 0"}) {
    EXPECT_EQ(std::count(texts.begin(), texts.end(), text), 1) << text;
  }
}

TEST(FigureTest, InterpolatesLinearlyBetweenSteps) {
  const std::vector<TrainedRun> runs = EveryRun();
  FigureOptions options = Options(5);
  options.flow_steps = 1;
  const XmlDocument document = Draw(options, runs);
  const std::vector<float> noise = StartingNoise(1, 50);
  const std::vector<float> end = SamplesOf(*FindRun(runs, Method::kFm, Direction::kReverse), 5, 1);
  std::vector<float> between(noise.size());
  for (std::size_t i = 0; i < noise.size(); ++i) {
    between[i] = noise[i] + 0.4F * (end[i] - noise[i]);
  }
  EXPECT_EQ(DotPaths(document).at(2), Expected(document, between));
}

TEST(FigureTest, ShowsCheckpointsEvenlySpread) {
  const std::vector<TrainedRun> runs = EveryRun(11);
  const XmlDocument document = Draw(Options(6), runs);
  const TrainedRun& run = *FindRun(runs, Method::kImf, Direction::kReverse);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(DotPaths(document).at(12 + i), Expected(document, SamplesOf(run, 2 * i, 5))) << i;
  }
  const std::vector<std::string> texts = document.Texts();
  for (const char* text : {"0", "20", "40", "60", "80", "100"}) {
    EXPECT_GE(std::count(texts.begin(), texts.end(), text), 1) << text;
  }
}

TEST(FigureTest, OmitsALastCheckpointCloseToThePrevious) {
  std::vector<TrainedRun> runs = EveryRun();
  for (TrainedRun& run : runs) {
    for (Checkpoint& checkpoint : run.checkpoints) checkpoint.iteration *= 100;
    run.checkpoints.push_back({5001, run.checkpoints[0].parameters});
  }
  const std::vector<std::string> texts = Draw(Options(6), runs).Texts();
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "5000"), 1);
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "5001"), 0);
}

TEST(FigureTest, DrawsPartialFigures) {
  Figure figure(Options(4), EveryRun());
  EXPECT_EQ(figure.Progress(), 0);
  const auto pending = [&] {
    const std::vector<std::string> texts = ReadXml(figure.Svg()).Texts();
    return std::count(texts.begin(), texts.end(), "…");
  };
  EXPECT_EQ(pending(), 6);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(figure.Advance());
  EXPECT_EQ(pending(), 3);  // Jobs of one step are first.
  EXPECT_EQ(figure.Progress(), 0.2);
}

TEST(FigureTest, ShowsQualityMetrics) {
  const std::vector<TrainedRun> runs = EveryRun();
  const std::vector<std::string> texts = Draw(Options(4), runs).Texts();
  const QualityMeter meter(MakeDensity({}), 50, 1);
  const auto samples = SamplesOf(*FindRun(runs, Method::kFm, Direction::kReverse), 5, 1);
  const auto percent = std::lround(100 * meter.OnSupport(samples.data()));
  EXPECT_GE(std::count(texts.begin(), texts.end(), std::to_string(percent) + " %"), 1);
}

TEST(FigureTest, RefusesOptionsOutOfRange) {
  const auto refusal = [](auto change) {
    FigureOptions options = Options(4);
    change(&options);
    return Validate(options);
  };
  const std::string range = " is not 1 to " + std::to_string(kFigureCount);
  const std::string past = std::to_string(kFigureCount + 1);
  EXPECT_EQ(refusal([](auto* o) { o->figure = kFigureCount + 1; }), "figure: " + past + range);
  EXPECT_EQ(refusal([](auto* o) { o->figure = 0; }), "figure: 0" + range);
  EXPECT_EQ(refusal([](auto* o) { o->steps = {}; }), "steps: 0 numbers of steps are not 1 to 6");
  EXPECT_NE(refusal([](auto* o) { o->steps = {1, 0}; }), "");
  EXPECT_NE(refusal([](auto* o) { o->flow_steps = 1001; }), "");
  EXPECT_NE(refusal([](auto* o) { o->count = 0; }), "");
  EXPECT_NE(refusal([](auto* o) { o->density.name = "cube"; }), "");
  EXPECT_EQ(refusal([](auto*) {}), "");
}

TEST(FigureTest, ErrorsNameTheMissingRuns) {
  for (int number = 2; number <= kFigureCount; ++number) {
    EXPECT_NE(CheckRuns(number, {}), "") << number;
    EXPECT_EQ(CheckRuns(number, EveryRun()), "") << number;
  }
  EXPECT_EQ(CheckRuns(1, {}), "");
  std::vector<TrainedRun> runs = {MakeRun(Method::kFm, Direction::kForward),
                                  MakeRun(Method::kMf, Direction::kForward)};
  EXPECT_EQ(CheckRuns(3, runs), "needs a run of mf with direction forward-as-published");
  runs = EveryRun();
  runs[0].losses.clear();
  EXPECT_EQ(CheckRuns(2, runs), "needs a run of fm with direction reverse and its losses");
  runs = EveryRun();
  runs[1].config.density.name = "rings";
  EXPECT_EQ(CheckRuns(4, runs), "its runs have different densities");
  for (TrainedRun& run : runs) run.config.density = {.name = kDrawingName, .drawing = "2.AAAB"};
  EXPECT_EQ(CheckRuns(4, runs), "");
  runs[1].config.density.drawing = "2.AABA";
  EXPECT_EQ(CheckRuns(4, runs), "its runs have different densities");
  runs = EveryRun();
  runs[2].checkpoints.pop_back();
  EXPECT_EQ(CheckRuns(6, runs), "its runs have checkpoints at different iterations");
}

}  // namespace
}  // namespace meanflow::figures
