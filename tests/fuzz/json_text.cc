// Parses any bytes as JSON, and quotes them in a message.
#include "io/json_text.h"

#include "require.h"

using namespace meanflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::RequireMessage(Quoted(text));

  constexpr int kDepth = 4;
  nlohmann::json value = "untouched";
  const std::string error = ParseJson(text, kDepth, &value);
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::Require(value == "untouched", "text that is refused changes nothing");
    return 0;
  }
  nlohmann::json again;
  fuzz::Require(ParseJson(value.dump(), kDepth, &again).empty() && again == value,
                "reads what it wrote: " + value.dump());
  return 0;
}
