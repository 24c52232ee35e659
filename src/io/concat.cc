#include "io/concat.h"

namespace meanflow {

std::string Concat(std::initializer_list<TextPart> parts) {
  std::string all;
  for (const TextPart& part : parts) {
    if (part.is_number) {
      all += std::to_string(part.number);
    } else {
      all += part.text;
    }
  }
  return all;
}

}  // namespace meanflow
