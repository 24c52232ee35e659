#include "cli/reproduce_run.h"

#include <cmath>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "cli/interrupt.h"
#include "cli/lane_threads.h"
#include "cli/progress.h"
#include "cli/run_directory.h"
#include "cli/share_link.h"
#include "io/field_text.h"
#include "io/receipt.h"
#include "meanflow/trainer.h"

namespace meanflow::cli {
namespace {

/// Maximum relative difference of losses between builds of different arithmetic. Measured: 1e-5
/// after 1500 iterations. Other settings make larger differences.
constexpr double kLossTolerance = 0.01;

/// The result of comparing a reproduced run with the link.
enum class Verdict { kNothingToCompare, kSame, kClose, kOther };

struct Reproduction {
  LinkedRun run;
  int iteration = 0;
  std::string receipt;
  double loss = 0;
  std::string error;  ///< What diverged.
  Verdict verdict = Verdict::kNothingToCompare;
};

double RelativeDifference(const Reproduction& result) {
  const double expected = result.run.expected->loss;
  return std::abs(result.loss - expected) / std::abs(expected);
}

Verdict Compare(const Reproduction& result) {
  if (!result.run.expected) return Verdict::kNothingToCompare;
  const ExpectedResult& expected = *result.run.expected;
  if (expected.receipt == result.receipt) return Verdict::kSame;
  if (expected.arithmetic == Arithmetic()) return Verdict::kOther;
  if (!std::isfinite(expected.loss)) return Verdict::kNothingToCompare;
  return RelativeDifference(result) <= kLossTolerance ? Verdict::kClose : Verdict::kOther;
}

std::string Number(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string Explain(const Reproduction& result) {
  if (!result.run.expected) return "the link has no receipt to compare with";
  const ExpectedResult& expected = *result.run.expected;
  if (result.verdict == Verdict::kSame) return "same to the bit as the link's";
  const std::string losses =
      "loss " + Number("%.6g", result.loss) + " here, " + Number("%.6g", expected.loss) +
      " in the link: " + Number("%.2g", 100 * RelativeDifference(result)) + " % apart";
  if (expected.arithmetic == Arithmetic()) {
    return "DIFFERS from the link's, " + expected.receipt +
           ", of the same arithmetic: another version of the program, or the link was changed; " +
           losses;
  }
  const std::string other =
      "the link's, " + expected.receipt + ", is of " + expected.arithmetic +
      " arithmetic, which rounds otherwise, so that only losses compare" +
      (expected.arithmetic == "plain" ? " (meanflow_plain has its bits)" : "") + "; ";
  if (result.verdict == Verdict::kNothingToCompare) return other + "the link has none";
  const std::string limit = Number("%g", 100 * kLossTolerance) + " %";
  return other + losses + (result.verdict == Verdict::kClose ? ", within " : ", MORE than ") +
         limit;
}

/// "4 iterations at a rate of 0.03, up to 9 at 0.01, then at 0.003"; "" for a single rate.
std::string Describe(const LinkedRun& run) {
  std::string text;
  for (const auto& [until, rate] : run.phases) {
    text += text.empty() ? std::to_string(until) + " iterations at a rate of "
                         : ", up to " + std::to_string(until) + " at ";
    text += ToText(rate);
  }
  return text.empty() ? "" : text + ", then at " + ToText(run.config.optimizer.learning_rate);
}

void Print(const Reproduction& result) {
  const std::string phases = Describe(result.run);
  std::cout << Name(result.run.config.method) << ": iteration " << result.iteration << " of "
            << result.run.config.iterations << ", loss " << Number("%.6g", result.loss)
            << " (mean of the last " << std::min(kLinkLosses, result.iteration) << ")\n"
            << (phases.empty() ? "" : phases + "\n") << "receipt " << result.receipt << " ("
            << Arithmetic() << "): " << Explain(result) << "\n";
}

nlohmann::ordered_json ToJsonObject(const Reproduction& result) {
  constexpr const char* kVerdicts[] = {"nothing to compare", "same to the bit", "close", "other"};
  nlohmann::ordered_json object = {{"method", Name(result.run.config.method)},
                                   {"iteration", result.iteration},
                                   {"receipt", result.receipt},
                                   {"arithmetic", Arithmetic()},
                                   {"loss", result.loss},
                                   {"verdict", kVerdicts[static_cast<int>(result.verdict)]},
                                   {"link", nullptr}};
  AddPhases(result.run.phases, &object);
  if (const auto& expected = result.run.expected) {
    object["link"] = {{"receipt", expected->receipt},
                      {"arithmetic", expected->arithmetic},
                      {"loss", expected->loss}};
  }
  return object;
}

/// Trains to the link's iteration, an interruption or an error.
void Train(int threads, Trainer* trainer, Reproduction* result) {
  LaneThreads lanes(result->run.config, threads);
  Progress progress(std::string(Name(result->run.config.method)), 0, result->run.iteration);
  while (trainer->state().iteration < result->run.iteration && !Interrupted()) {
    SetLearningRate(result->run.phases, result->run.config.optimizer.learning_rate, trainer);
    result->error = lanes.Step(trainer);
    if (!result->error.empty()) break;
    progress.Update(trainer->state().losses);
  }
  progress.Finish();
  const TrainState& state = trainer->state();
  result->iteration = state.iteration;
  result->receipt = Receipt(state.parameters);
  result->loss = MeanOfLast(state.losses, kLinkLosses);
}

/// Writes the files of a `meanflow train` stopped at this iteration.
Outcome Save(const LinkedRun& run, const Trainer& trainer, RunDirectory* directory) {
  directory->SetPhases(run.phases);
  std::string error = directory->SaveConfig(run.config);
  if (error.empty()) error = directory->SaveCheckpoint(trainer.config(), trainer.state());
  if (error.empty()) error = directory->SaveModel(trainer.config(), trainer.state());
  if (!error.empty()) return {kFailure, error};
  return {};
}

/// Compares the result with the link.
Outcome Conclude(const ReproduceOptions& options, Reproduction* result) {
  if (!result->error.empty()) return {kFailure, result->error};
  if (result->iteration < result->run.iteration) {
    return {kInterrupted, "stopped at iteration " + std::to_string(result->iteration) + " of " +
                              std::to_string(result->run.iteration)};
  }
  result->verdict = Compare(*result);
  if (!options.json) Print(*result);
  if (result->verdict != Verdict::kOther) return {};
  return {kFailure, std::string(Name(result->run.config.method)) + ": receipt " + Explain(*result)};
}

Outcome ReproduceOne(const ReproduceOptions& options, const std::string& out,
                     Reproduction* result) {
  RunDirectory directory;
  if (!out.empty()) {  // Before training, so that an error is reported at once.
    Outcome outcome = directory.Create(out);
    if (outcome.code != kSuccess) return outcome;
  }
  Trainer trainer(result->run.config);
  Train(options.threads, &trainer, result);
  Outcome saved;
  if (!out.empty()) saved = Save(result->run, trainer, &directory);
  Outcome outcome = Conclude(options, result);
  if (saved.code == kSuccess) return outcome;
  if (!outcome.message.empty()) saved.message = outcome.message + "; " + saved.message;
  return saved;
}

Outcome ChooseRuns(const ReproduceOptions& options, std::vector<LinkedRun>* runs) {
  const std::string error = ReadShareLink(options.url, runs);
  if (!error.empty()) return {kUsage, "--from-url: " + error};
  if (options.method.empty()) return {};
  std::erase_if(*runs,
                [&](const LinkedRun& run) { return Name(run.config.method) != options.method; });
  if (!runs->empty()) return {};
  return {kUsage, "--method: " + options.method + " does not train in this link"};
}

}  // namespace

Outcome Reproduce(const ReproduceOptions& options) {
  std::vector<LinkedRun> runs;
  Outcome outcome = ChooseRuns(options, &runs);
  if (outcome.code != kSuccess) return outcome;
  CatchInterrupts();
  std::signal(SIGPIPE, SIG_IGN);
  auto summaries = nlohmann::ordered_json::array();
  for (const LinkedRun& run : runs) {
    Reproduction result;
    result.run = run;
    std::string out = options.out;
    if (!out.empty() && runs.size() > 1) out += "/" + std::string(Name(run.config.method));
    const Outcome one = ReproduceOne(options, out, &result);
    summaries.push_back(ToJsonObject(result));
    if (one.code != kSuccess) outcome = one;
    // Continue with the other methods after a difference.
    if (one.code != kSuccess && result.verdict != Verdict::kOther) break;
  }
  if (options.json) std::cout << summaries.dump(2) << "\n";
  return outcome;
}

}  // namespace meanflow::cli
