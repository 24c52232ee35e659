#include "cli/replay.h"

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

/// How far losses of builds of different arithmetic may be apart, relative. They were measured to
/// agree to 1e-5 after 1500 iterations; a setting that is another differs by more.
constexpr double kLossTolerance = 0.01;

/// How a repeated run compares with the link's.
enum class Verdict { kNothingToCompare, kSame, kClose, kOther };

struct Replayed {
  LinkedRun run;
  int iteration = 0;
  std::string receipt;
  double loss = 0;
  std::string trouble;  ///< What diverged or could not be saved.
  Verdict verdict = Verdict::kNothingToCompare;
};

double Apart(const Replayed& replayed) {
  const double wanted = replayed.run.proof->loss;
  return std::abs(replayed.loss - wanted) / std::abs(wanted);
}

Verdict Compare(const Replayed& replayed) {
  if (!replayed.run.proof) return Verdict::kNothingToCompare;
  const LinkProof& proof = *replayed.run.proof;
  if (proof.receipt == replayed.receipt) return Verdict::kSame;
  if (proof.arithmetic == Arithmetic()) return Verdict::kOther;
  if (!std::isfinite(proof.loss)) return Verdict::kNothingToCompare;
  return Apart(replayed) <= kLossTolerance ? Verdict::kClose : Verdict::kOther;
}

std::string Number(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string Explain(const Replayed& replayed) {
  if (!replayed.run.proof) return "the link has no receipt to compare with";
  const LinkProof& proof = *replayed.run.proof;
  if (replayed.verdict == Verdict::kSame) return "same to the bit as the link's";
  const std::string losses = "loss " + Number("%.6g", replayed.loss) + " here, " +
                             Number("%.6g", proof.loss) +
                             " in the link: " + Number("%.2g", 100 * Apart(replayed)) + " % apart";
  if (proof.arithmetic == Arithmetic()) {
    return "DIFFERS from the link's, " + proof.receipt +
           ", of the same arithmetic: another version of the program, or the link was changed; " +
           losses;
  }
  const std::string other = "the link's, " + proof.receipt + ", is of " + proof.arithmetic +
                            " arithmetic, which rounds otherwise, so that only losses compare; ";
  if (replayed.verdict == Verdict::kNothingToCompare) return other + "the link has none";
  const std::string limit = Number("%g", 100 * kLossTolerance) + " %";
  return other + losses + (replayed.verdict == Verdict::kClose ? ", within " : ", MORE than ") +
         limit;
}

/// "4 iterations at a rate of 0.03, up to 9 at 0.01, then at 0.003", "" for a run at one rate.
std::string Describe(const LinkedRun& run) {
  std::string text;
  for (const auto& [until, rate] : run.phases) {
    text += text.empty() ? std::to_string(until) + " iterations at a rate of "
                         : ", up to " + std::to_string(until) + " at ";
    text += ToText(rate);
  }
  return text.empty() ? "" : text + ", then at " + ToText(run.config.optimizer.learning_rate);
}

void Print(const Replayed& replayed) {
  const std::string phases = Describe(replayed.run);
  std::cout << Name(replayed.run.config.method) << ": iteration " << replayed.iteration << " of "
            << replayed.run.config.iterations << ", loss " << Number("%.6g", replayed.loss)
            << " (mean of the last " << std::min(kLinkLosses, replayed.iteration) << ")\n"
            << (phases.empty() ? "" : phases + "\n") << "receipt " << replayed.receipt << " ("
            << Arithmetic() << "): " << Explain(replayed) << "\n";
}

nlohmann::ordered_json ToJsonObject(const Replayed& replayed) {
  constexpr const char* kVerdicts[] = {"nothing to compare", "same to the bit", "close", "other"};
  nlohmann::ordered_json object = {{"method", Name(replayed.run.config.method)},
                                   {"iteration", replayed.iteration},
                                   {"receipt", replayed.receipt},
                                   {"arithmetic", Arithmetic()},
                                   {"loss", replayed.loss},
                                   {"verdict", kVerdicts[static_cast<int>(replayed.verdict)]},
                                   {"link", nullptr}};
  AddPhases(replayed.run.phases, &object);
  if (const auto& proof = replayed.run.proof) {
    object["link"] = {
        {"receipt", proof->receipt}, {"arithmetic", proof->arithmetic}, {"loss", proof->loss}};
  }
  return object;
}

/// Trains to the link's iteration, an interruption or trouble.
void Train(int threads, Trainer* trainer, Replayed* replayed) {
  LaneThreads lanes(replayed->run.config, threads);
  Progress progress(std::string(Name(replayed->run.config.method)), 0, replayed->run.iteration);
  while (trainer->state().iteration < replayed->run.iteration && !Interrupted()) {
    SetRate(replayed->run.phases, replayed->run.config.optimizer.learning_rate, trainer);
    replayed->trouble = lanes.Step(trainer);
    if (!replayed->trouble.empty()) break;
    progress.Update(trainer->state().losses);
  }
  progress.Finish();
  const TrainState& state = trainer->state();
  replayed->iteration = state.iteration;
  replayed->receipt = Receipt(state.parameters);
  replayed->loss = MeanOfLast(state.losses, kLinkLosses);
}

/// Writes what `meanflow train` would have, stopped at this iteration.
Outcome Save(const LinkedRun& run, const Trainer& trainer, RunDirectory* directory) {
  directory->SetPhases(run.phases);
  std::string error = directory->SaveConfig(run.config);
  if (error.empty()) error = directory->SaveCheckpoint(trainer.config(), trainer.state());
  if (error.empty()) error = directory->SaveModel(trainer.config(), trainer.state());
  if (!error.empty()) return {kFailure, error};
  return {};
}

/// What came of the training, compared with the link.
Outcome Conclude(const ReplayOptions& options, Replayed* replayed) {
  if (!replayed->trouble.empty()) return {kFailure, replayed->trouble};
  if (replayed->iteration < replayed->run.iteration) {
    return {kInterrupted, "stopped at iteration " + std::to_string(replayed->iteration) + " of " +
                              std::to_string(replayed->run.iteration)};
  }
  replayed->verdict = Compare(*replayed);
  if (!options.json) Print(*replayed);
  if (replayed->verdict != Verdict::kOther) return {};
  return {kFailure,
          std::string(Name(replayed->run.config.method)) + ": receipt " + Explain(*replayed)};
}

Outcome ReplayOne(const ReplayOptions& options, const std::string& out, Replayed* replayed) {
  RunDirectory directory;
  if (!out.empty()) {  // Else all would be trained before it turns out that it cannot be kept.
    Outcome outcome = directory.Create(out);
    if (outcome.code != kSuccess) return outcome;
  }
  Trainer trainer(replayed->run.config);
  Train(options.threads, &trainer, replayed);
  Outcome saved;
  if (!out.empty()) saved = Save(replayed->run, trainer, &directory);
  Outcome outcome = Conclude(options, replayed);
  if (saved.code == kSuccess) return outcome;
  if (!outcome.message.empty()) saved.message = outcome.message + "; " + saved.message;
  return saved;
}

Outcome ChooseRuns(const ReplayOptions& options, std::vector<LinkedRun>* runs) {
  const std::string error = ReadShareLink(options.url, runs);
  if (!error.empty()) return {kUsage, "--from-url: " + error};
  if (options.method.empty()) return {};
  std::erase_if(*runs,
                [&](const LinkedRun& run) { return Name(run.config.method) != options.method; });
  if (!runs->empty()) return {};
  return {kUsage, "--method: " + options.method + " does not train in this link"};
}

}  // namespace

Outcome Replay(const ReplayOptions& options) {
  std::vector<LinkedRun> runs;
  Outcome outcome = ChooseRuns(options, &runs);
  if (outcome.code != kSuccess) return outcome;
  CatchInterrupts();
  std::signal(SIGPIPE, SIG_IGN);
  auto summaries = nlohmann::ordered_json::array();
  for (const LinkedRun& run : runs) {
    Replayed replayed;
    replayed.run = run;
    std::string out = options.out;
    if (!out.empty() && runs.size() > 1) out += "/" + std::string(Name(run.config.method));
    const Outcome one = ReplayOne(options, out, &replayed);
    summaries.push_back(ToJsonObject(replayed));
    if (one.code != kSuccess) outcome = one;
    // A difference is no reason not to look at the others.
    if (one.code != kSuccess && replayed.verdict != Verdict::kOther) break;
  }
  if (options.json) std::cout << summaries.dump(2) << "\n";
  return outcome;
}

}  // namespace meanflow::cli
