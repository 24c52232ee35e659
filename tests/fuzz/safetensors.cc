// Reads any bytes as a safetensors file: refused with a message and no change, or unchanged by a
// round trip.
#include "io/safetensors.h"

#include "tensor_files.h"

using namespace meanflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = fuzz::FileOf({reinterpret_cast<const char*>(data), size});
  TensorFile untouched;
  untouched.metadata["before"] = "here";
  TensorFile file = untouched;
  const std::string error = ReadSafetensors(bytes, &file);
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::RequireSame(file, untouched);
    return 0;
  }
  for (const auto& [name, tensor] : file.tensors) {
    std::size_t count = 1;
    for (const int length : tensor.shape) count *= static_cast<std::size_t>(length);
    fuzz::Require(tensor.values.size() == count, "as many values as the shape says: " + name);
    fuzz::Require(file.Find(name) == &tensor, "found by its name: " + name);
  }
  TensorFile again;
  fuzz::Require(ReadSafetensors(WriteSafetensors(file), &again).empty(), "reads what it wrote");
  fuzz::RequireSame(again, file);
  return 0;
}
