// Kinds of files, by their first bytes.
#ifndef MEANFLOW_IO_FILE_KIND_H_
#define MEANFLOW_IO_FILE_KIND_H_

#include <string>
#include <string_view>

namespace meanflow {

/// What a file is that has neither points nor a picture that is read here, and what to do instead:
/// "it is a PNG picture: ...". "" for a file that may be text, or of an unknown kind.
std::string ForeignKind(std::string_view bytes);

}  // namespace meanflow

#endif  // MEANFLOW_IO_FILE_KIND_H_
