// Reading the files that tests compare with.
#ifndef MEANFLOW_TESTS_FILES_H_
#define MEANFLOW_TESTS_FILES_H_

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace meanflow {

/// The content of a file; a failed expectation and "" when there is none.
inline std::string FileContent(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace meanflow

#endif  // MEANFLOW_TESTS_FILES_H_
