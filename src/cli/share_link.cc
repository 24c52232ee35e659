#include "cli/share_link.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "cli/link_entries.h"
#include "io/field_text.h"
#include "io/json_text.h"

namespace meanflow::cli {
namespace {

/// Version 2 adds phases.
constexpr std::string_view kVersions[] = {"1", "2"};

/// Methods of a link that names none.
constexpr std::string_view kDefaultMethods[] = {"fm", "mf", "imf"};

/// Parameters of the display, which training ignores.
constexpr std::string_view kViewParameters[] = {"time", "view", "field"};

constexpr std::string_view kRunParameters[] = {"method",     "train",   "at",
                                               "arithmetic", "receipt", "history"};

template <typename Names>
bool IsAmong(std::string_view name, const Names& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool IsParameter(std::string_view name) {
  return IsAmong(name, kRunParameters) || IsAmong(name, kViewParameters) ||
         HasField<TrainConfig>(name) || HasField<SampleConfig>(name);
}

std::string Refusal(std::string_view name, std::string_view text, std::string_view accepts) {
  return std::string(name) + ": " + Quoted(text) + " is not " + std::string(accepts);
}

bool ReadWhole(std::string_view text, int* value) {
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, *value);
  return parsed.ec == std::errc() && parsed.ptr == end && *value >= 0;
}

template <typename Config>
std::string SetFromText(std::string_view name, std::string_view text, Config* config) {
  FieldValue value;
  std::string error = FromText(FindField(name), text, &value);
  return error.empty() ? SetField(name, value, config) : error;
}

/// Where a method stops, and its learning rates before the last.
struct TrainingPlan {
  int iteration = 0;
  LearningRatePhases phases;
};

/// Reads the parameters of a link into runs.
class Reader {
 public:
  std::string Read(const LinkEntries& link) {
    for (const auto& [name, text] : link.entries) {
      if (texts_.contains(name)) return Quoted(name) + " is said twice";
      texts_[name] = text;
      std::string error = ReadEntry(name, text, link.has_foreign);
      if (!error.empty()) return error;
    }
    std::string error = ReadMethods();
    if (error.empty()) error = ReadPlans();
    if (error.empty()) error = ReadHistory();
    if (error.empty()) error = ReadReceipts();
    return error.empty() ? Validate(config_) : error;
  }

  std::vector<LinkedRun> Runs() const {
    std::vector<LinkedRun> runs;
    for (const auto& [method, plan] : plans_) {
      LinkedRun run{config_, plan.iteration, plan.phases, std::nullopt};
      run.config.method = method;
      if (const auto expected = expected_results_.find(method); expected != expected_results_.end())
        run.expected = expected->second;
      runs.push_back(std::move(run));
    }
    return runs;
  }

 private:
  std::string ReadEntry(const std::string& name, const std::string& text, bool allow_unknown) {
    if (name == "v") return IsAmong(text, kVersions) ? "" : Refusal("v", text, "version 1 or 2");
    if (IsAmong(name, kRunParameters) || IsAmong(name, kViewParameters)) return "";
    if (HasField<TrainConfig>(name)) return SetFromText(name, text, &config_);
    if (HasField<SampleConfig>(name)) return SetFromText(name, text, &sampling_);
    return allow_unknown ? "" : Quoted(name) + " is not a setting";
  }

  /// The methods that train: "train", else "method", else kDefaultMethods.
  std::string ReadMethods() {
    const auto all = Names<Method>();
    const char* const part = texts_.contains("train") ? "train" : "method";
    std::vector<std::string_view> names(std::begin(kDefaultMethods), std::end(kDefaultMethods));
    const auto text = texts_.find(part);
    if (text != texts_.end()) names = Split(text->second, ", ");
    for (const std::string_view name : names) {
      if (name.empty() || name == "exact") continue;
      const std::optional<Method> method = Parse<Method>(name);
      if (!method) return Refusal(part, text->second, "some of " + Listed(all));
      plans_[*method].iteration = config_.iterations;
    }
    return plans_.empty() ? std::string(part) + ": no method trains in this link" : "";
  }

  static std::string Listed(std::span<const std::string_view> names) {
    std::string list;
    for (const std::string_view name : names) {
      list += list.empty() ? "" : ", ";
      list += name;
    }
    return list;
  }

  /// "300@10:1200": 300 iterations at a rate of 10, then up to 1200 at the last rate.
  bool ReadPlan(std::string_view text, TrainingPlan* plan) const {
    std::vector<std::string_view> pieces = Split(text, ":");
    const std::string_view last = pieces.back();
    pieces.pop_back();
    plan->phases.clear();
    for (const std::string_view piece : pieces) {
      const std::vector<std::string_view> parts = Split(piece, "@");
      LearningRatePhase phase;
      TrainConfig at_rate;
      if (parts.size() != 2 || !ReadWhole(parts[0], &phase.until) ||
          !SetFromText("lr", parts[1], &at_rate).empty()) {
        return false;
      }
      phase.learning_rate = at_rate.optimizer.learning_rate;
      plan->phases.push_back(phase);
    }
    const bool sound = ReadWhole(last, &plan->iteration) && plan->iteration <= config_.iterations;
    return sound && cli::Validate(plan->phases, plan->iteration).empty();
  }

  std::string ReadPlans() {
    const auto text = texts_.find("at");
    if (text == texts_.end()) return "";
    std::string refusal = Refusal(
        "at", text->second,
        "a whole number from 0 to " + std::to_string(config_.iterations) +
            ", or such numbers by method as in \"fm:900,imf:1200\"; before one may stand where the "
            "learning rate changed, as in \"imf:300@10:1200\", 300 iterations at 10");
    TrainingPlan plan;
    if (!text->second.empty() && text->second[0] >= '0' && text->second[0] <= '9') {
      if (!ReadPlan(text->second, &plan)) return refusal;
      for (auto& [method, own] : plans_) own = plan;
      return "";
    }
    plans_.clear();
    for (const std::string_view entry : Split(text->second, ",")) {
      const std::size_t colon = entry.find(':');
      const std::optional<Method> method = Parse<Method>(entry.substr(0, colon));
      if (!method || colon == std::string_view::npos) return refusal;
      if (!ReadPlan(entry.substr(colon + 1), &plan)) return refusal;
      plans_[*method] = plan;
    }
    return "";
  }

  /// Validates "history", the displayed checkpoint, which training ignores.
  std::string ReadHistory() const {
    const auto text = texts_.find("history");
    int iteration = 0;
    if (text == texts_.end() ||
        (ReadWhole(text->second, &iteration) && iteration <= config_.iterations)) {
      return "";
    }
    return Refusal("history", text->second,
                   "a whole number from 0 to " + std::to_string(config_.iterations));
  }

  std::string ReadReceipts() {
    const auto text = texts_.find("receipt");
    if (text == texts_.end()) return "";
    if (texts_["arithmetic"].empty()) {
      return Refusal("arithmetic", "", "the name of an arithmetic such as fused");
    }
    for (const std::string_view entry : Split(text->second, ",")) {
      std::vector<std::string_view> pieces = Split(entry, ":");
      const std::optional<Method> method = Parse<Method>(pieces[0]);
      const bool sound = method && (pieces.size() == 2 || pieces.size() == 3) &&
                         pieces[1].size() == 16 &&
                         pieces[1].find_first_not_of("0123456789abcdef") == std::string_view::npos;
      ExpectedResult expected{texts_["arithmetic"], std::string(sound ? pieces[1] : ""),
                              std::numeric_limits<double>::quiet_NaN()};
      if (sound && pieces.size() == 3 && !pieces[2].empty() && pieces[2] != "NaN") {
        const char* const end = pieces[2].data() + pieces[2].size();
        const auto parsed = std::from_chars(pieces[2].data(), end, expected.loss);
        if (parsed.ec != std::errc() || parsed.ptr != end) expected.receipt.clear();
      }
      if (expected.receipt.empty()) {
        return Refusal("receipt", text->second,
                       "receipts by method as in \"imf:0123456789abcdef:1.84\"");
      }
      expected_results_[*method] = std::move(expected);
    }
    return "";
  }

  TrainConfig config_;
  SampleConfig sampling_;
  std::map<std::string, std::string> texts_;
  std::map<Method, TrainingPlan> plans_;  // Of the methods that train.
  std::map<Method, ExpectedResult> expected_results_;
};

}  // namespace

std::string ReadShareLink(std::string_view url, std::vector<LinkedRun>* runs) {
  const std::optional<LinkEntries> link = FindLink(url, IsParameter);
  if (!link) {
    return "there is no link of the playground in it, neither \"v=1\" nor a setting's name";
  }
  Reader reader;
  std::string error = reader.Read(*link);
  if (error.empty()) *runs = reader.Runs();
  return error;
}

}  // namespace meanflow::cli
