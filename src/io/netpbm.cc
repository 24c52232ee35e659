#include "io/netpbm.h"

#include <algorithm>
#include <array>
#include <utility>

#include "io/concat.h"
#include "io/json_text.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

/// What follows a header.
struct Form {
  std::string_view name;  ///< "PGM"
  bool is_plain = false;
  int channels = 1;      ///< 2 and 4 have opacity as the last.
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
    const std::string_view digit = rest_.substr(0, 1);
    if (digit != "0" && digit != "1") return Refusal("pixel", digit, "0 or 1");
    *bit = digit == "1" ? 1 : 0;
    rest_.remove_prefix(1);
    return "";
  }

  /// Reads a word after whitespace and comments; "" at the end.
  std::string_view Word() {
    SkipSpaces();
    const std::string_view word = rest_.substr(0, rest_.find_first_of(kWhitespace));
    rest_.remove_prefix(word.size());
    return word;
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

using Samples = std::array<int, 4>;  // Of a pixel; as many as it has channels.

std::uint8_t Shade(const Samples& samples, const Form& form, std::uint8_t paper) {
  if (form.is_bits) return samples[0] == 1 ? 0 : 255;
  const auto shade = [&](int i) { return 255 * std::min(samples[i], form.white) / form.white; };
  const bool has_colour = form.channels > 2;
  double luma = shade(0);
  if (has_colour) luma = 0.2126 * shade(0) + 0.7152 * shade(1) + 0.0722 * shade(2);
  if (form.channels % 2 == 0) {
    const double opacity = shade(form.channels - 1) / 255.0;
    luma = opacity * luma + (1 - opacity) * paper;
  }
  return static_cast<std::uint8_t>(luma + 0.5);
}

std::string ReadPlainShades(const Form& form, NetpbmReader* reader, std::size_t count,
                            std::vector<std::uint8_t>* shades) {
  for (std::size_t i = 0; i < count; ++i) {
    Samples samples{};
    for (int k = 0; k < form.channels; ++k) {
      std::string error = form.is_bits ? reader->ReadBit(&samples[k])
                                       : reader->Read("pixel", 0, form.white, &samples[k]);
      if (!error.empty()) return error;
    }
    shades->push_back(Shade(samples, form, 255));
  }
  return "";
}

std::string EndsAfter(const Form& form, std::size_t pixels, std::size_t count) {
  return Concat({form.name, ": it ends after ", pixels, " of ", count, " pixels"});
}

std::string ReadRawShades(const Form& form, std::string_view raw, std::uint8_t paper,
                          std::size_t count, std::vector<std::uint8_t>* shades) {
  const std::size_t bytes = form.white > 255 ? 2 : 1;
  const std::size_t pixel = bytes * form.channels;
  if (raw.size() < pixel * count) return EndsAfter(form, raw.size() / pixel, count);
  for (std::size_t i = 0; i < count; ++i) {
    Samples samples{};
    for (int k = 0; k < form.channels; ++k) {
      const std::size_t at = pixel * i + bytes * k;
      samples[k] = static_cast<unsigned char>(raw[at]);
      if (bytes == 2) samples[k] = 256 * samples[k] + static_cast<unsigned char>(raw[at + 1]);
    }
    shades->push_back(Shade(samples, form, paper));
  }
  return "";
}

/// Eight pixels a byte, the first in its highest bit; each row begins with a byte of its own.
std::string ReadRawBits(const Form& form, std::string_view raw, GrayImage* image) {
  const auto width = static_cast<std::size_t>(image->width);
  const auto height = static_cast<std::size_t>(image->height);
  const std::size_t row = (width + 7) / 8;
  if (raw.size() < row * height) {
    return EndsAfter(form, raw.size() / row * width, width * height);
  }
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const int bit = static_cast<unsigned char>(raw[y * row + x / 8]) >> (7 - x % 8) & 1;
      image->shades.push_back(Shade({bit}, form, 255));
    }
  }
  return "";
}

/// Reads the header of a PAM: a name and a value a line.
std::string ReadPamHeader(NetpbmReader* reader, Form* form, GrayImage* image) {
  constexpr const char* kTypes[] = {
      "BLACKANDWHITE", "BLACKANDWHITE_ALPHA", "GRAYSCALE", "GRAYSCALE_ALPHA", "RGB", "RGB_ALPHA"};
  constexpr int kTypeChannels[] = {1, 2, 1, 2, 3, 4};
  form->channels = 0;
  form->white = 0;
  int type_channels = 0;
  for (std::string_view word = reader->Word(); word != "ENDHDR"; word = reader->Word()) {
    std::string error;
    if (word == "WIDTH") {
      error = reader->Read("width", 1, kMaxImportSide, &image->width);
    } else if (word == "HEIGHT") {
      error = reader->Read("height", 1, kMaxImportSide, &image->height);
    } else if (word == "DEPTH") {
      error = reader->Read("depth", 1, 4, &form->channels);
    } else if (word == "MAXVAL") {
      error = reader->Read("value of white", 1, 65535, &form->white);
    } else if (word == "TUPLTYPE") {
      const std::string_view type = reader->Word();
      const auto known = std::find(std::begin(kTypes), std::end(kTypes), type);
      if (known == std::end(kTypes)) return reader->Refusal("tuple type", type, "one that is read");
      type_channels = kTypeChannels[known - std::begin(kTypes)];
    } else {
      return reader->Refusal("header", word, "a line of it");
    }
    if (!error.empty()) return error;
  }
  if (image->width == 0 || image->height == 0 || form->channels == 0 || form->white == 0) {
    return "PAM: its header lacks WIDTH, HEIGHT, DEPTH or MAXVAL";
  }
  if (type_channels != 0 && type_channels != form->channels) {
    return "PAM: its depth is not that of its tuple type";
  }
  return "";
}

std::string ReadHeader(NetpbmReader* reader, Form* form, GrayImage* image) {
  std::string error = reader->Read("width", 1, kMaxImportSide, &image->width);
  if (error.empty()) error = reader->Read("height", 1, kMaxImportSide, &image->height);
  if (error.empty() && !form->is_bits) {
    error = reader->Read("value of white", 1, 65535, &form->white);
  }
  return error;
}

}  // namespace

bool IsNetpbm(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '7' &&
         (kWhitespace.find(bytes[2]) != std::string_view::npos || bytes[2] == '#');
}

std::string ReadNetpbm(std::string_view bytes, std::uint8_t paper, GrayImage* image) {
  if (!IsNetpbm(bytes)) return "it does not begin as a Netpbm picture, with P1 to P7";
  constexpr const char* kNames[] = {"PBM", "PGM", "PPM", "PBM", "PGM", "PPM", "PAM"};
  const int kind = bytes[1] - '0';
  Form form;
  form.name = kNames[kind - 1];
  form.is_plain = kind <= 3;
  form.is_bits = kind == 1 || kind == 4;
  form.channels = kind == 3 || kind == 6 ? 3 : 1;
  NetpbmReader reader(form.name, bytes.substr(2));
  GrayImage read;
  std::string error =
      kind == 7 ? ReadPamHeader(&reader, &form, &read) : ReadHeader(&reader, &form, &read);
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
  if (form.is_plain) {
    error = ReadPlainShades(form, &reader, count, &read.shades);
  } else if (form.is_bits) {
    error = ReadRawBits(form, reader.Raw(), &read);
  } else {
    error = ReadRawShades(form, reader.Raw(), paper, count, &read.shades);
  }
  if (error.empty()) *image = std::move(read);
  return error;
}

}  // namespace meanflow
