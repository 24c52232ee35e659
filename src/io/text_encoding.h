// Text in the encodings that programs save it in.
#ifndef MEANFLOW_IO_TEXT_ENCODING_H_
#define MEANFLOW_IO_TEXT_ENCODING_H_

#include <string>
#include <string_view>

namespace meanflow {

/// The text of a file as UTF-8 without a byte-order mark: within `bytes`, or, where these are
/// UTF-16, which is known by its mark, within `storage`. Returns "" or why the bytes are no text.
std::string DecodeText(std::string_view bytes, std::string* storage, std::string_view* text);

}  // namespace meanflow

#endif  // MEANFLOW_IO_TEXT_ENCODING_H_
