// Reads any text as a link of the page: refused with a message, or valid runs.
#include "cli/share_link.h"

#include <cmath>

#include "require.h"

using namespace meanflow;
using cli::LinkedRun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<LinkedRun> runs;
  const std::string error = cli::ReadShareLink({reinterpret_cast<const char*>(data), size}, &runs);
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::Require(runs.empty(), "a refused link changes nothing");
    return 0;
  }
  fuzz::Require(!runs.empty(), "a link that is taken has something to train");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& [config, iteration, phases, expected] = runs[i];
    fuzz::Require(Validate(config).empty(), "in range: " + Validate(config));
    fuzz::Require(iteration >= 0 && iteration <= config.iterations, "trains within the run");
    fuzz::Require(cli::Validate(phases, iteration).empty(), "phases lie within it, in order");
    fuzz::Require(i == 0 || runs[i - 1].config.method < config.method, "a method occurs once");
    if (!expected) continue;
    fuzz::Require(expected->receipt.size() == 16 && !expected->arithmetic.empty(),
                  "an expected result is complete");
    fuzz::Require(!std::isinf(expected->loss), "a loss is a number or unknown");
  }
  return 0;
}
