#include "figures/figure_options.h"

#include "meanflow/config.h"
#include "meanflow/settings.h"

namespace meanflow::figures {

std::string Validate(const FigureOptions& options) {
  if (options.figure < 1 || options.figure > kFigureCount) {
    return "figure: " + std::to_string(options.figure) + " is not 1 to " +
           std::to_string(kFigureCount);
  }
  if (options.steps.empty() || static_cast<int>(options.steps.size()) > kMaxColumns) {
    return "steps: " + std::to_string(options.steps.size()) + " numbers of steps are not 1 to " +
           std::to_string(kMaxColumns);
  }
  SampleConfig sampling{options.flow_steps, options.count, options.seed};
  std::string error = meanflow::Validate(sampling);
  for (const int steps : options.steps) {
    if (error.empty()) error = ValidateNumber(FindField("steps"), steps);
  }
  TrainConfig config;
  config.density = options.density;
  return error.empty() ? meanflow::Validate(config) : error;
}

std::string Title(int figure) {
  static constexpr const char* kTitles[kFigureCount] = {
      "Source and target distributions",
      "Training losses",
      "Samples forward in time",
      "Samples in reverse time",
      "Intermediate distributions from noise to data",
      "Samples over the course of training"};
  return kTitles[figure - 1];
}

}  // namespace meanflow::figures
