#include "io/text_encoding.h"

#include <cstddef>
#include <cstdint>

namespace meanflow {
namespace {

void AppendUtf8(std::uint32_t code, std::string* text) {
  if (code < 0x80) {
    text->push_back(static_cast<char>(code));
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::uint32_t kLead[] = {0, 0xc0, 0xe0, 0xf0};
  text->push_back(static_cast<char>(kLead[more] | code >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) {
    text->push_back(static_cast<char>(0x80 | (code >> (6 * i) & 0x3f)));
  }
}

std::string FromUtf16(std::string_view bytes, bool big_endian) {
  constexpr std::uint32_t kReplacement = 0xfffd;
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if ((code & 0xf800) == 0xd800) {
      const bool is_pair =
          code < 0xdc00 && i + 3 < bytes.size() && (unit(i + 2) & 0xfc00) == 0xdc00;
      if (is_pair) {
        code = 0x10000 + ((code & 0x3ff) << 10 | (unit(i + 2) & 0x3ff));
        i += 2;
      } else {
        code = kReplacement;
      }
    }
    AppendUtf8(code, &text);
  }
  return text;
}

}  // namespace

std::string DecodeText(std::string_view bytes, std::string* storage, std::string_view* text) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    if (bytes.size() % 2 != 0) return "its text is UTF-16, and ends within a character";
    *storage = FromUtf16(bytes.substr(2), bytes[0] == '\xfe');
    bytes = *storage;
  }
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (bytes.find('\0') != std::string_view::npos) {
    return "it is no text: it has zero bytes, and text is read as UTF-8, or as UTF-16 with a "
           "byte-order mark";
  }
  *text = bytes;
  return "";
}

}  // namespace meanflow
