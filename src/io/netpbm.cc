#include "io/netpbm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "io/concat.h"
#include "io/json_text.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

/// What follows a header.
struct NetpbmForm {
  std::string_view name;  ///< "PGM"
  bool is_plain = false;
  int channels = 1;      ///< 3 are a colour.
  int white = 1;         ///< Of a PBM, the value of black.
  bool is_bits = false;  ///< Whether it is a PBM, where 1 is black.
};

/// Reads the numbers of a picture: its header and, in plain format, its pixels.
class NetpbmReader {
 public:
  NetpbmReader(std::string_view name, std::string_view rest) : name_(name), rest_(rest) {}

  /// Reads a whole number from `least` to `most`, after whitespace and comments.
  std::string Read(const char* what, int least, int most, int* number) {
    SkipSpaces();
    std::size_t digits = 0;
    *number = 0;
    while (digits < rest_.size() && digits < 9 && rest_[digits] >= '0' && rest_[digits] <= '9') {
      *number = 10 * *number + (rest_[digits++] - '0');
    }
    const std::string_view word = rest_.substr(0, std::max<std::size_t>(digits, 1));
    rest_.remove_prefix(digits);
    const bool ends = rest_.empty() || kWhitespace.find(rest_.front()) != std::string_view::npos ||
                      rest_.front() == '#';
    if (digits > 0 && ends && *number >= least && *number <= most) return "";
    return Refusal(what, word,
                   Concat({"a whole number from ", static_cast<std::size_t>(least), " to ",
                           static_cast<std::size_t>(most)}));
  }

  /// Reads a 0 or 1, which need no whitespace between them.
  std::string ReadBit(int* bit) {
    SkipSpaces();
    const char digit = rest_.empty() ? '\0' : rest_.front();
    if (digit != '0' && digit != '1') return Refusal("pixel", rest_.substr(0, 1), "0 or 1");
    *bit = digit - '0';
    rest_.remove_prefix(1);
    return "";
  }

  /// What is wrong with a word: "<name>: <what>: <word> is not <what is expected>".
  std::string Refusal(std::string_view what, std::string_view word, TextPart expected) const {
    return Concat({name_, ": ", what, ": ", Quoted(word), " is not ", expected});
  }

  /// The pixels of a raw picture: one whitespace character follows the header, then bytes.
  std::string_view Raw() const { return rest_.empty() ? rest_ : rest_.substr(1); }

 private:
  void SkipSpaces() {
    while (!rest_.empty()) {
      if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (kWhitespace.find(rest_.front()) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  std::string_view name_;
  std::string_view rest_;
};

using Samples = std::array<int, 3>;  // Of a pixel; as many as it has channels.

std::uint8_t Shade(const Samples& samples, const NetpbmForm& form) {
  if (form.is_bits) return samples[0] == 1 ? 0 : 255;
  const auto shade = [&](int i) { return 255 * std::min(samples[i], form.white) / form.white; };
  if (form.channels == 1) return static_cast<std::uint8_t>(shade(0));
  return static_cast<std::uint8_t>(
      std::lround(0.2126 * shade(0) + 0.7152 * shade(1) + 0.0722 * shade(2)));
}

std::string ReadPlainShades(const NetpbmForm& form, NetpbmReader* reader, std::size_t count,
                            std::vector<std::uint8_t>* shades) {
  for (std::size_t i = 0; i < count; ++i) {
    Samples samples{};
    for (int k = 0; k < form.channels; ++k) {
      std::string error = form.is_bits ? reader->ReadBit(&samples[k])
                                       : reader->Read("pixel", 0, form.white, &samples[k]);
      if (!error.empty()) return error;
    }
    shades->push_back(Shade(samples, form));
  }
  return "";
}

/// Reads samples of a byte or two; or the bits of a PBM, eight a byte from its highest on, of which
/// each row begins with a byte of its own.
std::string ReadRawShades(const NetpbmForm& form, std::string_view raw, GrayImage* image) {
  const auto width = static_cast<std::size_t>(image->width);
  const auto height = static_cast<std::size_t>(image->height);
  const std::size_t bytes = form.white > 255 ? 2 : 1;
  const std::size_t pixel = bytes * form.channels;
  const std::size_t row = form.is_bits ? (width + 7) / 8 : pixel * width;
  if (raw.size() < row * height) {
    const std::size_t pixels = form.is_bits ? raw.size() / row * width : raw.size() / pixel;
    return Concat({form.name, ": it ends after ", pixels, " of ", width * height, " pixels"});
  }
  const auto byte = [raw](std::size_t at) { return static_cast<unsigned char>(raw[at]); };
  for (std::size_t i = 0; i < width * height; ++i) {
    const std::size_t y = i / width, x = i % width;
    Samples samples{};
    for (int k = 0; k < form.channels; ++k) {
      const std::size_t at = row * y + (form.is_bits ? x / 8 : pixel * x + bytes * k);
      samples[k] = form.is_bits ? byte(at) >> (7 - x % 8) & 1
                   : bytes == 2 ? 256 * byte(at) + byte(at + 1)
                                : byte(at);
    }
    image->shades.push_back(Shade(samples, form));
  }
  return "";
}

std::string ReadHeader(NetpbmReader* reader, NetpbmForm* form, GrayImage* image) {
  std::string error = reader->Read("width", 1, kMaxImportSide, &image->width);
  if (error.empty()) error = reader->Read("height", 1, kMaxImportSide, &image->height);
  if (error.empty() && !form->is_bits) {
    error = reader->Read("value of white", 1, 65535, &form->white);
  }
  return error;
}

}  // namespace

bool IsNetpbm(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
         (kWhitespace.find(bytes[2]) != std::string_view::npos || bytes[2] == '#');
}

std::string ReadNetpbm(std::string_view bytes, GrayImage* image) {
  if (!IsNetpbm(bytes)) return "it does not begin as a Netpbm picture, with P1 to P6";
  constexpr const char* kNames[] = {"PBM", "PGM", "PPM", "PBM", "PGM", "PPM"};
  const int kind = bytes[1] - '0';
  NetpbmForm form;
  form.name = kNames[kind - 1];
  form.is_plain = kind <= 3;
  form.is_bits = kind == 1 || kind == 4;
  form.channels = kind == 3 || kind == 6 ? 3 : 1;
  NetpbmReader reader(form.name, bytes.substr(2));
  GrayImage read;
  std::string error = ReadHeader(&reader, &form, &read);
  if (!error.empty()) return error;
  const std::size_t count = static_cast<std::size_t>(read.width) * read.height;
  if (count > kMaxImportPixels) {
    return Concat(
        {form.name, ": it has ", count, " pixels, and at most ", kMaxImportPixels, " are read"});
  }
  // A character at least for each sample of a plain picture, and whitespace between numbers.
  const std::size_t shortest = form.is_bits ? count : 2 * count * form.channels;
  if (form.is_plain && bytes.size() < shortest) {
    return Concat({form.name, ": it is too short for ", count, " pixels"});
  }
  error = form.is_plain ? ReadPlainShades(form, &reader, count, &read.shades)
                        : ReadRawShades(form, reader.Raw(), &read);
  if (error.empty()) *image = std::move(read);
  return error;
}

}  // namespace meanflow
