// `meanflow train`: trains one run into a directory, or reproduces the runs of a link.
#include <algorithm>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/prepare_run.h"
#include "cli/progress.h"
#include "cli/reproduce_run.h"
#include "cli/training_run.h"
#include "io/json_text.h"
#include "meanflow/recipe.h"
#include "meanflow/settings_table.h"

namespace meanflow::cli {
namespace {

Field ThreadsField() {
  Field field;
  field.name = "threads";
  field.minimum = 1;
  field.maximum = 64;
  field.integer = true;
  return field;
}

Field FromIterationField() {
  Field field = FindField("iterations");
  field.name = "from_iteration";
  field.minimum = 1;
  return field;
}

/// Reproduces a link, which has every setting; of other options only --method may be given.
Outcome ReproduceLink(const TrainOptions& options) {
  ReproduceOptions replay;
  replay.url = options.from_url;
  replay.out = options.out;
  replay.threads = static_cast<int>(std::get<double>(options.threads));
  replay.json = options.json;
  if (!options.resume.empty()) return {kUsage, "--resume: not with --from-url"};
  if (!options.recipe.empty()) return {kUsage, "--recipe: not with --from-url"};
  if (options.FromIteration() > 0) return {kUsage, "--from-iteration: not with --from-url"};
  for (const auto& [field, option, value] : options.fields.given()) {
    if (field != "method") {
      return {kUsage, option + ": not with --from-url, whose settings are the link's"};
    }
    replay.method = ToText(value);
  }
  return Reproduce(replay);
}

Outcome Train(TrainOptions& options) {
  const std::string refusal = options.drawing.Resolve(&options.fields);
  if (!refusal.empty()) return {kUsage, refusal};
  if (!options.from_url.empty()) return ReproduceLink(options);
  TrainingRun run;
  Outcome begun = PrepareRun(options, &run);
  if (begun.code != kSuccess) return begun;
  CatchInterrupts();
  std::signal(SIGPIPE, SIG_IGN);  // Training continues when the reader of its output exits.
  Trainer trainer(run.config);
  if (run.saved) {
    const std::string error = trainer.Restore(*run.saved);
    if (!error.empty()) return {kUsage, "--resume: " + error};
  }
  Progress progress(std::string(Name(run.config.method)), trainer.state().iteration,
                    run.config.iterations);
  TrainAndSave(static_cast<int>(std::get<double>(options.threads)), &trainer, &progress, &run);
  progress.Finish();
  if (options.json) {
    PrintJson(run, trainer, progress);
  } else {
    PrintSummary(run, trainer, progress);
  }
  return Conclude(run, trainer);
}

/// The recipes by name, one per line.
std::string DescribeRecipes() {
  std::string text = "Settings by name; options beside it win:";
  for (const Recipe& recipe : Recipes()) text += "\n" + recipe.name + ": " + recipe.help;
  return text;
}

std::string RefuseUnknownRecipe(const std::string& name) {
  std::string names;
  for (const Recipe& recipe : Recipes()) {
    if (recipe.name == name) return "";
    names += (names.empty() ? "" : ", ") + recipe.name;
  }
  return Quoted(name) + " is not one of " + names;
}

std::string Heading(OptionGroup group) {
  constexpr const char* kHeadings[] = {
      "", "What is trained", "Data", "Network", "Optimisation", "Sharper", "Run"};
  return kHeadings[static_cast<int>(group)];
}

/// The options that are settings, in the order of their groups and of their places in them.
void AddFields(CLI::App* command, FieldOptions<TrainConfig>* fields, DrawingOption* drawing) {
  std::vector<const Setting*> settings;
  for (const Setting& setting : kSettings) {
    if (setting.option.group != OptionGroup::kNone) settings.push_back(&setting);
  }
  const auto key = [](const Setting* setting) {
    return std::pair(setting->option.group, setting->option.place);
  };
  std::stable_sort(settings.begin(), settings.end(),
                   [&key](const Setting* a, const Setting* b) { return key(a) < key(b); });
  for (const Setting* setting : settings) {
    const std::string group = Heading(setting->option.group);
    if (setting->name == "drawing") {
      drawing->Add(command, group, fields);
    } else {
      fields->Add(command, std::string(setting->option.flags), std::string(setting->name), group);
    }
  }
}

}  // namespace

void AddTrainCommand(CLI::App* program, Work* work) {
  CLI::App* command = program->add_subcommand("train", "Train a network and save it.");
  const auto options = std::make_shared<TrainOptions>();
  command->add_option("--recipe", options->recipe, DescribeRecipes())
      ->option_text("NAME")
      ->check(RefuseUnknownRecipe)
      ->group("What is trained");
  AddFields(command, &options->fields, &options->drawing);
  AddFieldOption(command, "--threads", ThreadsField(),
                 "Threads; results do not depend on them, and more than 8 do not help",
                 ToText(options->threads), &options->threads);
  command->get_option("--threads")->group("Run");
  command->add_option("--out", options->out, "Directory of a new run")
      ->option_text("DIR")
      ->group("Run");
  command
      ->add_option("--resume", options->resume,
                   "Go on with the run in this directory from its newest checkpoint, to the bits\n"
                   "that it would have had without a break. --iterations may make it longer, and\n"
                   "--lr have it go on at another learning rate, which config.json then tells.\n"
                   "With --out too the run stays as it is, and what goes on there begins with its\n"
                   "checkpoints")
      ->option_text("DIR")
      ->group("Run");
  AddFieldOption(command, "--from-iteration", FromIterationField(),
                 "Iteration whose checkpoint a run resumed into another directory goes on from",
                 "that of the newest", &options->from_iteration);
  command->get_option("--from-iteration")->group("Run");
  command
      ->add_option("--from-url", options->from_url,
                   "Repeat the run of a link of the page, to the link's iteration, and compare\n"
                   "receipts: the beginning of a hash of the parameters. --out is optional then;\n"
                   "of a link of several methods all are trained, or the one that --method names")
      ->option_text("URL")
      ->group("Run");
  command->add_flag("--json", options->json, "Print the summary as JSON")->group("Run");
  command->footer(
      "Writes config.json, losses.csv, checkpoints/NNNNNN.safetensors with their optimizer "
      "states,\n"
      "and model.safetensors. Ctrl-C saves and says how to go on.\n"
      "\n"
      "Sharper than the tutorial, all off by default; for --clip, --equal-share and --tangent the\n"
      "default is the method's own: no clip, 0 and its own velocity, but for lsd clip 1 and 0.5.\n"
      "  --schedule cosine     to 0 over the run (Loshchilov, Hutter 2016)\n"
      "  --warmup              iterations in which the rate rises from 0 first\n"
      "  --clip                largest norm of the gradient (Pascanu et al. 2013)\n"
      "  --ema                 decay of the mean of the weights, which is what model.safetensors\n"
      "                        then has (Polyak, Juditsky 1992)\n"
      "  --times               logit-normal: noise levels sigmoid(N(mean, deviation^2))\n"
      "                        (Esser et al. 2024; Geng et al. 2025, arXiv 2505.13447)\n"
      "  --equal-share         share of samples with r = t (arXiv 2505.13447, table 1a)\n"
      "  --start-share         share of the others anchored at the noise, where one step starts\n"
      "  --time-inputs         interval: the network is told t and t - r (same, table 1c)\n"
      "  --tangent             velocity in the JVP: conditional is mf's, network imf's, exact an\n"
      "                        oracle; with lsd exact is target and teacher\n"
      "  --target posterior    in place of a pair's own velocity, its mean over data points of "
      "the\n"
      "                        iteration that may have given x_t: the same mean, less noise "
      "(after\n"
      "                        Xu, Tong, Jaakkola 2023, arXiv 2302.00670); over how many points:\n"
      "                        --posterior-points\n"
      "  --sequence lattice    data, noise and times evenly spread over a batch, from a randomly\n"
      "                        shifted lattice (Cools, Kuo, Nuyens 2006)\n"
      "  --features K          sines and cosines of each input, beside it (Tancik et al. 2020)\n"
      "  --linear-path on      a linear map of the inputs, added to the output\n"
      "  --adaptive-power p    weight (|d|^2 + c)^-p of a sample, c by --adaptive-constant (same,\n"
      "                        eq. 22). Biased here: it prefers samples whose noise happens to be\n"
      "                        small, and what is learnt is not their mean. lsd weighs only the\n"
      "                        samples whose target has no noise.\n"
      "lsd is Lagrangian self-distillation (Boffi, Albergo, Vanden-Eijnden 2025, arXiv "
      "2505.18825).");
  command->callback([options, work] { *work = [options] { return Train(*options); }; });
}

}  // namespace meanflow::cli
