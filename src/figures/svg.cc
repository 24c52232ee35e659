#include "figures/svg.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace meanflow::figures {
namespace {

constexpr int kPowersOfTen[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000};
constexpr double kLargest = 1e9;

constexpr char kFonts[] =
    "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

}  // namespace

std::string Fixed(double value, int places) {
  if (!(std::fabs(value) < kLargest)) return "0";
  const std::int64_t scaled = std::llround(std::fabs(value) * kPowersOfTen[places]);
  std::string digits = std::to_string(scaled);
  if (static_cast<int>(digits.size()) <= places) {
    digits.insert(0, places + 1 - digits.size(), '0');
  }
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  if (value < 0 && scaled != 0) digits.insert(0, 1, '-');
  return digits;
}

std::string Short(double value, int places) {
  std::string text = Fixed(value, places);
  if (places == 0) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(letter) >= ' ' || letter == '\n') escaped += letter;
    }
  }
  return escaped;
}

SvgWriter::SvgWriter(double width, double height, std::string_view title,
                     std::string_view description, const Palette& palette) {
  Open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
               {"width", Short(width)},
               {"height", Short(height)},
               {"viewBox", "0 0 " + Short(width) + " " + Short(height)},
               {"role", "img"},
               {"font-family", kFonts},
               {"font-size", "11"},
               {"fill", std::string(palette.foreground)}});
  text_ += "<title>" + Escaped(title) + "</title>\n";
  text_ += "<desc>" + Escaped(description) + "</desc>\n";
  Element("rect", {{"width", Short(width)},
                   {"height", Short(height)},
                   {"fill", std::string(palette.background)}});
}

void SvgWriter::Append(std::string_view tag, Attributes attributes) {
  text_ += '<';
  text_ += tag;
  Append(attributes);
}

void SvgWriter::Append(Attributes attributes) {
  for (const auto& [name, value] : attributes) {
    text_ += ' ';
    text_ += name;
    text_ += "=\"";
    text_ += Escaped(value);
    text_ += '"';
  }
}

void SvgWriter::Open(std::string_view tag, Attributes attributes) {
  Append(tag, attributes);
  text_ += ">\n";
}

void SvgWriter::Close(std::string_view tag) {
  text_ += "</";
  text_ += tag;
  text_ += ">\n";
}

void SvgWriter::Element(std::string_view tag, Attributes attributes) {
  Append(tag, attributes);
  text_ += "/>\n";
}

void SvgWriter::Stroke(std::string_view d, Attributes attributes) {
  Append("path", {{"fill", "none"}});
  Append(attributes);
  Append({{"d", std::string(d)}});
  text_ += "/>\n";
}

void SvgWriter::Line(double x1, double y1, double x2, double y2, Attributes attributes) {
  Stroke("M" + Short(x1) + " " + Short(y1) + "L" + Short(x2) + " " + Short(y2), attributes);
}

void SvgWriter::Text(std::string_view text, Attributes attributes) {
  Append("text", attributes);
  text_ += '>';
  bool slanted = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('*'), text.size());
    if (slanted) {
      text_ += R"(<tspan font-style="italic" font-family="serif" font-size="108%">)";
    }
    text_ += Escaped(text.substr(0, end));
    if (slanted) text_ += "</tspan>";
    text.remove_prefix(std::min(end + 1, text.size()));
    slanted = !slanted;
  }
  Close("text");
}

std::string SvgWriter::Finish() && {
  Close("svg");
  return std::move(text_);
}

}  // namespace meanflow::figures
