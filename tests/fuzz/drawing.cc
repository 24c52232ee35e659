// Reads any bytes as a file to import, and as an encoded drawing: refused with a message and no
// change, or a density, and unchanged by a round trip.
#include "meanflow/drawing.h"

#include "io/drawing_import.h"
#include "meanflow/density.h"
#include "meanflow/named_densities.h"
#include "require.h"

using namespace meanflow;

namespace {

void Check(const std::string& error, const Drawing& drawing) {
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::Require(drawing.size == 0 && drawing.levels.empty(), "a refusal changes nothing");
    return;
  }
  const std::string text = EncodeDrawing(drawing);
  fuzz::Require(text.size() <= kLongestDrawing, "a drawing is not longer than it may be");
  Drawing again;
  fuzz::Require(DecodeDrawing(text, &again).empty() && again.levels == drawing.levels,
                "reads what it wrote: " + text);
  const GridDensity density = MakeDensity({.name = kDrawingName, .drawing = text});
  double mass = 0;
  for (const double weight : density.weights) mass += weight;
  fuzz::Require(mass > 1 - 1e-9 && mass < 1 + 1e-9, "masses add up to 1");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Drawing decoded, imported;
  std::string error = DecodeDrawing(bytes, &decoded);
  Check(error, decoded);
  const Ink ink = size % 2 == 0 ? Ink::kDark : Ink::kLight;
  error = ImportDrawing(bytes, kSmallestDrawing + static_cast<int>(size % 63), ink, &imported);
  Check(error, imported);
  return 0;
}
