#include "io/safetensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "mutations.h"

namespace meanflow {
namespace {

/// A file with the given header text and data.
std::string File(const std::string& header, const std::string& data = "") {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + data;
}

template <typename T>
std::string Bytes(std::initializer_list<T> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

TensorFile Example() {
  TensorFile file;
  file.metadata = {{"method", "imf"}, {"quoted \"key\"", "\n\t"}};
  file.tensors = {{"network.0.weight", {{2, 3}, {1, 2, 3, 4, 5, 6}}},
                  {"network.0.bias", {{2}, {-0.0F, 1e-45F}}},
                  {"empty", {{0, 4}, {}}},
                  {"scalar", {{}, {7}}}};
  return file;
}

/// Bit patterns, which distinguish -0 from 0 and compare NaN as equal.
std::vector<std::uint32_t> Bits(const Tensor& tensor) {
  std::vector<std::uint32_t> bits;
  for (const float value : tensor.values) std::memcpy(&bits.emplace_back(), &value, sizeof value);
  return bits;
}

void ExpectSame(const TensorFile& a, const TensorFile& b) {
  EXPECT_EQ(a.metadata, b.metadata);
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    EXPECT_EQ(a.tensors[i].first, b.tensors[i].first);
    EXPECT_EQ(a.tensors[i].second.shape, b.tensors[i].second.shape);
    EXPECT_EQ(Bits(a.tensors[i].second), Bits(b.tensors[i].second)) << a.tensors[i].first;
  }
}

TEST(Safetensors, BytesAreThoseOfTheFormat) {
  TensorFile file;
  file.metadata = {{"format", "pt"}};
  file.tensors = {{"a", {{1, 2}, {1, -2}}}};
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  EXPECT_EQ(WriteSafetensors(file), File(padded, Bytes<float>({1, -2})));
}

TEST(Safetensors, ReadsBackWhatItWrites) {
  TensorFile read;
  ASSERT_EQ(ReadSafetensors(WriteSafetensors(Example()), &read), "");
  ExpectSame(read, Example());
  ASSERT_EQ(ReadSafetensors(WriteSafetensors({}), &read), "");
  ExpectSame(read, {});
}

TEST(Safetensors, InfinitiesAndNanSurvive) {
  const float infinity = std::numeric_limits<float>::infinity();
  TensorFile file;
  file.tensors = {{"a", {{3}, {infinity, -infinity, std::nanf("")}}}};
  TensorFile read;
  ASSERT_EQ(ReadSafetensors(WriteSafetensors(file), &read), "");
  const std::vector<float>& values = read.Find("a")->values;
  EXPECT_EQ(values[0], infinity);
  EXPECT_EQ(values[1], -infinity);
  EXPECT_TRUE(std::isnan(values[2]));
}

TEST(Safetensors, TensorsComeInTheOrderOfTheirData) {
  TensorFile read;
  ASSERT_EQ(ReadSafetensors(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},)"
                                 R"("b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                                 Bytes<float>({1, 2})),
                            &read),
            "");
  ASSERT_EQ(read.tensors.size(), 2u);
  EXPECT_EQ(read.tensors[0].first, "b");
  EXPECT_EQ(read.Find("a")->values, std::vector<float>{2});
  EXPECT_EQ(read.Find("c"), nullptr);
}

TEST(Safetensors, ConvertsCounters) {
  TensorFile read;
  ASSERT_EQ(ReadSafetensors(File(R"({"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})",
                                 Bytes<std::int64_t>({-12345})),
                            &read),
            "");
  EXPECT_EQ(read.Find("n")->values, std::vector<float>{-12345});
}

TEST(Safetensors, ConvertsOtherFloats) {
  const std::string doubles = Bytes<double>({0.1, 1e300, -1e300, std::nan("")});
  // binary16: 1, -2, largest, smallest subnormal, -0, infinity, NaN.
  const std::string halves =
      Bytes<std::uint16_t>({0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00, 0x7e00});
  const std::string brains = Bytes<std::uint16_t>({0x3f80, 0xc049});
  TensorFile read;
  ASSERT_EQ(ReadSafetensors(File(R"({"d":{"dtype":"F64","shape":[4],"data_offsets":[0,32]},)"
                                 R"("h":{"dtype":"F16","shape":[7],"data_offsets":[32,46]},)"
                                 R"("b":{"dtype":"BF16","shape":[2],"data_offsets":[46,50]}})",
                                 doubles + halves + brains),
                            &read),
            "");
  const std::vector<float>& d = read.Find("d")->values;
  EXPECT_EQ(d[0], 0.1F);
  EXPECT_EQ(d[1], std::numeric_limits<float>::infinity());
  EXPECT_EQ(d[2], -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(d[3]));
  const std::vector<float>& h = read.Find("h")->values;
  EXPECT_EQ(h[0], 1);
  EXPECT_EQ(h[1], -2);
  EXPECT_EQ(h[2], 65504);
  EXPECT_EQ(h[3], 0x1p-24F);
  EXPECT_TRUE(h[4] == 0 && std::signbit(h[4]));
  EXPECT_EQ(h[5], std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(h[6]));
  EXPECT_EQ(read.Find("b")->values, (std::vector<float>{1, -3.140625F}));
}

struct Refusal {
  std::string bytes;
  std::string message;
};

void ExpectRefused(const std::vector<Refusal>& refusals) {
  for (const auto& [bytes, message] : refusals) {
    TensorFile file = Example();
    const std::string error = ReadSafetensors(bytes, &file);
    EXPECT_NE(error.find(message), std::string::npos) << "said: " << error << "\nnot: " << message;
    ExpectSame(file, Example());
  }
}

TEST(Safetensors, RefusesInvalidHeaders) {
  std::string endless = File("{}");
  std::memset(endless.data(), 0xff, 8);
  ExpectRefused({
      {"", "shorter than 8 bytes"},
      {"1234567", "shorter than 8 bytes"},
      {endless, "18446744073709551615 bytes long"},
      {File("{}").substr(0, 9), "ends within its header"},
      {File(""), "header is broken"},
      {File("[]"), "not a JSON object"},
      {File("{} x"), "line 1, column 4"},
      {File("{}", "data"), "4 bytes after its last tensor"},
      {File(R"({"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},)"
            R"("a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})"),
       "\"a\" occurs twice"},
      {File(R"({"__metadata__":[]})"), "metadata is not an object"},
      {File(R"({"__metadata__":{"lr":1}})"), "metadata \"lr\" is not a string"},
      {File(R"({"__metadata__":{"a":"b","a":"c"}})"), "\"a\" occurs twice"},
  });
}

/// A file with one tensor "a" of 16 bytes.
std::string OneTensor(const std::string& dtype, const std::string& shape,
                      const std::string& offsets) {
  return File(
      R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}",
      std::string(16, '\0'));
}

TEST(Safetensors, RefusesWrongEntries) {
  TensorFile file;
  ASSERT_EQ(ReadSafetensors(OneTensor(R"("F32")", "[2,2]", "[0,16]"), &file), "");
  const std::string numbers = "not made of whole numbers from 0 to 2147483647";
  ExpectRefused({
      {File(R"({"a":3})"), "tensor \"a\" is not described by an object"},
      {File(R"({"a":{}})"), "tensor \"a\" has no \"dtype\" string"},
      {OneTensor(R"("I8")", "[16]", "[0,16]"), "dtype \"I8\""},
      {OneTensor("32", "[2]", "[0,16]"), "no \"dtype\" string"},
      {OneTensor(R"("F32")", "4", "[0,16]"), "no \"shape\" array"},
      {OneTensor(R"("F32")", "[-4]", "[0,16]"), numbers},
      {OneTensor(R"("F32")", "[4.0]", "[0,16]"), numbers},
      {OneTensor(R"("F32")", "[\"4\"]", "[0,16]"), numbers},
      {OneTensor(R"("F32")", "[2147483648]", "[0,16]"), numbers},
      {OneTensor(R"("F32")", "[5]", "[0,16]"), "larger than the file's data"},
      {OneTensor(R"("F32")", "[3]", "[0,16]"), "16 bytes of data where its shape needs 12"},
      {OneTensor(R"("F32")", "[]", "[0,16]"), "16 bytes of data where its shape needs 4"},
      {OneTensor(R"("F64")", "[4]", "[0,16]"), "larger than the file's data"},
      {OneTensor(R"("F32")", "[4]", "[0]"), "no \"data_offsets\""},
      {OneTensor(R"("F32")", "[4]", "[0,-1]"), "no \"data_offsets\""},
      {OneTensor(R"("F32")", "[4]", "[0,17]"), "bytes 0 to 17 of 16"},
      {OneTensor(R"("F32")", "[4]", "[16,0]"), "bytes 16 to 0 of 16"},
      {OneTensor(R"("F32")", "[4]", "[18446744073709551600,18446744073709551615]"),
       "bytes 18446744073709551600 to"},
      {OneTensor(R"("F32")", "[3]", "[4,16]"), "starts at byte 4"},
      {OneTensor(R"("F32")", "[3]", "[0,12]"), "4 bytes after its last tensor"},
  });
}

TEST(Safetensors, ShapesThatOverflowAreRefused) {
  // Each product is 0 or 16 modulo 2^64.
  for (const char* shape :
       {"[2147483647,2147483647,2147483647,2147483647]", "[65536,65536,65536,65536]",
        "[1073741824,1073741824,16]", "[4,1073741824,1073741824,16]"}) {
    TensorFile file;
    const std::string error = ReadSafetensors(OneTensor(R"("F32")", shape, "[0,16]"), &file);
    EXPECT_NE(error.find("larger than the file's data"), std::string::npos) << shape << error;
  }
  TensorFile file;
  EXPECT_EQ(ReadSafetensors(File(R"({"a":{"dtype":"F32","shape":[2147483647,0,2147483647],)"
                                 R"("data_offsets":[0,0]}})"),
                            &file),
            "");
}

TEST(Safetensors, OverlapsAndGapsAreRefused) {
  const auto two = [](const std::string& first, const std::string& second) {
    return File(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":)" + first +
                    R"(},"b":{"dtype":"F32","shape":[2],"data_offsets":)" + second + "}}",
                std::string(16, '\0'));
  };
  TensorFile file;
  ASSERT_EQ(ReadSafetensors(two("[0,8]", "[8,16]"), &file), "");
  ExpectRefused({{two("[0,8]", "[0,8]"), "tensor \"b\" starts at byte 0 of the data, where 8"},
                 {two("[0,8]", "[4,12]"), "starts at byte 4 of the data, where 8"},
                 {two("[8,16]", "[8,16]"), "starts at byte 8 of the data, where 0"}});
}

TEST(Safetensors, HostileNamesAreEscapedInMessages) {
  TensorFile file;
  const std::string error = ReadSafetensors(File("{\"\\u001b[2J\":0}"), &file);
  EXPECT_NE(error.find("\"\\u001b[2J\""), std::string::npos) << error;
}

TEST(Safetensors, DamagedInputIsRefusedOrReadConsistently) {
  const std::string good = WriteSafetensors(Example());
  int refused = 0;
  constexpr int kTries = 20000;
  for (std::uint32_t seed = 0; seed < kTries; ++seed) {
    TensorFile file;
    if (!ReadSafetensors(Mutate(good, seed), &file).empty()) {
      ++refused;
      continue;
    }
    for (const auto& [name, tensor] : file.tensors) {
      std::size_t size = 1;
      for (const int length : tensor.shape) size *= static_cast<std::size_t>(length);
      ASSERT_EQ(tensor.values.size(), size) << name << ", seed " << seed;
    }
  }
  // Files with changed values, spaces or metadata stay valid.
  EXPECT_GT(refused, kTries / 2);
  EXPECT_LT(refused, kTries);
}

}  // namespace
}  // namespace meanflow
