// Bindings of drawings: from text, levels, files, pictures and densities.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstddef>
#include <string>

#include "io/drawing_import.h"
#include "meanflow/config.h"
#include "meanflow/density.h"
#include "meanflow/drawing.h"
#include "wasm/values.h"

namespace meanflow {
namespace {

val DrawingValue(const std::string& error, const Drawing& drawing) {
  ThrowIf(error);
  val result = val::object();
  result.set("text", EncodeDrawing(drawing));
  result.set("size", drawing.size);
  result.set("levels", Copy("Uint8Array", drawing.levels.data(), drawing.levels.size()));
  return result;
}

void CheckSize(int size) { CheckRange("size", size, kSmallestDrawing, kLargestDrawing); }

/// Of a text; see DecodeDrawing.
val DrawingOfText(const std::string& text) {
  Drawing drawing;
  const std::string error = DecodeDrawing(text, &drawing);
  return DrawingValue(error, drawing);
}

val DrawingOfLevels(const val& levels, int size) {
  CheckSize(size);
  const std::string bytes = BytesFrom(levels);
  const Drawing drawing{size, {bytes.begin(), bytes.end()}};
  if (bytes.size() != static_cast<std::size_t>(size) * size) ThrowIf("levels: not one a cell");
  for (const int level : drawing.levels) CheckRange("levels", level, 0, kHighestLevel);
  return DrawingOfText(EncodeDrawing(drawing));  // Refuses an empty drawing.
}

/// Of a file's bytes; see ImportDrawing.
val DrawingOfFile(const val& bytes, int size, bool light) {
  CheckSize(size);
  Drawing drawing;
  const std::string error =
      ImportDrawing(BytesFrom(bytes), size, light ? Ink::kLight : Ink::kDark, &drawing);
  return DrawingValue(error, drawing);
}

/// Of a picture's shades, a byte a pixel; see DrawImage.
val DrawingOfPicture(const val& shades, int width, int height, int size, bool light) {
  CheckSize(size);
  const std::string bytes = BytesFrom(shades);
  Drawing drawing;
  const std::string error = DrawImage({width, height, {bytes.begin(), bytes.end()}}, size,
                                      light ? Ink::kLight : Ink::kDark, &drawing);
  return DrawingValue(error, drawing);
}

/// Of a run's density; see DrawDensity.
val DrawingOfDensity(const std::string& json, int size) {
  CheckSize(size);
  Drawing drawing;
  const std::string error = DrawDensity(DensityOf(json), size, &drawing);
  return DrawingValue(error, drawing);
}

}  // namespace

EMSCRIPTEN_BINDINGS(drawing) {
  using emscripten::function;

  function("drawingOfText", &DrawingOfText);
  function("drawingOfLevels", &DrawingOfLevels);
  function("drawingOfFile", &DrawingOfFile);
  function("drawingOfPicture", &DrawingOfPicture);
  function("drawingOfDensity", &DrawingOfDensity);
}

}  // namespace meanflow
