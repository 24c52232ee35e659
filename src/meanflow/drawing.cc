#include "meanflow/drawing.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <utility>

namespace meanflow {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr char kRepeat = '*', kPoint = '.';
/// Shorter runs are written cell by cell.
constexpr int kLeastRepeats = 3;
constexpr char kNoMass[] = "it is empty: no cell has any mass";

std::size_t CellCount(int size) { return static_cast<std::size_t>(size) * size; }

int Value(char digit) {
  const std::size_t value = kDigits.find(digit);
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

/// Appends `repeats` more cells of the last level.
void AppendRepeats(int level, int repeats, std::string* text) {
  while (repeats >= kLeastRepeats) {
    const int count = std::min(repeats, kHighestLevel);
    *text += kRepeat;
    *text += kDigits[count];
    repeats -= count;
  }
  text->append(repeats, kDigits[level]);
}

/// A few bytes of a text that comes from outside, quoted as in JSON. Messages keep to ASCII.
std::string QuotedBytes(std::string_view bytes) {
  std::string quoted = "\"";
  for (const char byte : bytes) {
    constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
    const std::size_t found = kEscaped.find(byte);
    if (found != std::string_view::npos) {
      quoted += {'\\', kLetters[found]};
    } else if (byte >= ' ' && byte <= '~') {
      quoted += byte;
    } else {
      const int code = static_cast<unsigned char>(byte);
      char escape[8];
      // A byte beyond ASCII is not a character by itself.
      std::snprintf(escape, sizeof escape, "\\u%04x", code < 0x80 ? code : 0xfffd);
      quoted += escape;
    }
  }
  return quoted + "\"";
}

/// Removes the size and the point from the text.
std::string ReadSize(std::string_view* text, int* size) {
  int value = 0;
  std::size_t length = 0;
  while (length < text->size() && length < 2) {
    const char letter = (*text)[length];
    if (letter < '0' || letter > '9') break;
    value = 10 * value + (letter - '0');
    ++length;
  }
  const bool known = length > 0 && length < text->size() && (*text)[length] == kPoint;
  if (!known || value < kSmallestDrawing || value > kLargestDrawing) {
    return QuotedBytes(text->substr(0, length + 1)) +
           " is not how a drawing begins: its size from 2 to 64 and a point, as in \"32.\"";
  }
  *size = value;
  text->remove_prefix(length + 1);
  return "";
}

std::string At(std::size_t position) { return "character " + std::to_string(position + 1); }

/// Reads cells and runs. `offset` is the position of `text` in the whole drawing, for messages.
std::string ReadCells(std::string_view text, std::size_t offset, Drawing* drawing) {
  const std::size_t cells = CellCount(drawing->size);
  const std::string square = std::to_string(drawing->size) + " x " + std::to_string(drawing->size);
  std::vector<std::uint8_t>& levels = drawing->levels;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != kRepeat) {
      const int level = Value(text[i]);
      if (level < 0) {
        return At(offset + i) + " is " + QuotedBytes(text.substr(i, 1)) +
               ", where A-Z, a-z, 0-9, -, _ or * is expected";
      }
      levels.push_back(static_cast<std::uint8_t>(level));
    } else {
      const int repeats = i + 1 < text.size() ? Value(text[i + 1]) : -1;
      if (levels.empty() || repeats < 1) {
        return At(offset + i) + ": a * goes after a cell and before how often it is repeated";
      }
      levels.insert(levels.end(), repeats, std::uint8_t{levels.back()});
      ++i;
    }
    if (levels.size() > cells) return At(offset + i) + " is past the last of " + square + " cells";
  }
  if (levels.size() == cells) return "";
  return "it has " + std::to_string(levels.size()) + " of the " + std::to_string(cells) +
         " cells that " + square + " has";
}

bool HasMass(const std::vector<std::uint8_t>& levels) {
  return std::any_of(levels.begin(), levels.end(), [](int level) { return level > 0; });
}

}  // namespace

std::string EncodeDrawing(const Drawing& drawing) {
  const std::vector<std::uint8_t>& levels = drawing.levels;
  assert(levels.size() == CellCount(drawing.size));
  std::string text = std::to_string(drawing.size) + kPoint;
  for (auto from = levels.begin(); from != levels.end();) {
    const auto to = std::find_if(from, levels.end(), [&](int level) { return level != *from; });
    text += kDigits[*from];
    AppendRepeats(*from, static_cast<int>(to - from) - 1, &text);
    from = to;
  }
  return text;
}

std::string DecodeDrawing(std::string_view text, Drawing* drawing) {
  if (text.size() > kLongestDrawing) {
    return "it is longer than " + std::to_string(kLongestDrawing) + " characters";
  }
  Drawing result;
  std::string_view cells = text;
  std::string error = ReadSize(&cells, &result.size);
  if (error.empty()) error = ReadCells(cells, text.size() - cells.size(), &result);
  if (error.empty() && !HasMass(result.levels)) error = kNoMass;
  if (error.empty()) *drawing = std::move(result);
  return error;
}

std::string CheckDrawing(std::string_view text) {
  Drawing ignored;
  return text.empty() ? "" : DecodeDrawing(text, &ignored);
}

std::string DrawMasses(int size, const std::vector<double>& masses, Rounding rounding,
                       Drawing* drawing) {
  assert(masses.size() == CellCount(size));
  const double largest = *std::max_element(masses.begin(), masses.end());
  if (!(largest > 0)) return kNoMass;
  Drawing result{size, {}};
  for (const double mass : masses) {
    auto level = static_cast<std::uint8_t>(std::lround(kHighestLevel * (mass / largest)));
    if (rounding == Rounding::kAtLeastOne && mass > 0) level = std::max<std::uint8_t>(level, 1);
    result.levels.push_back(level);
  }
  *drawing = std::move(result);
  return "";
}

}  // namespace meanflow
