// Messages from parts: of less code than a chain of operator+, which a page has to load.
#ifndef MEANFLOW_IO_CONCAT_H_
#define MEANFLOW_IO_CONCAT_H_

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace meanflow {

/// A text or a number that is not negative.
struct TextPart {
  // NOLINTBEGIN(google-explicit-constructor)
  TextPart(const char* part) : text(part) {}
  TextPart(std::string_view part) : text(part) {}
  TextPart(const std::string& part) : text(part) {}
  template <std::integral Number>
  TextPart(Number part) : is_number(true), number(part) {}
  // NOLINTEND(google-explicit-constructor)

  std::string_view text;
  bool is_number = false;
  std::uint64_t number = 0;
};

std::string Concat(std::initializer_list<TextPart> parts);

}  // namespace meanflow

#endif  // MEANFLOW_IO_CONCAT_H_
