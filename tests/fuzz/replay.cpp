// Stands in for libFuzzer where there is only a compiler: replay FOLDER [INPUTS] runs every file of the folder, then
// seeded mutations of them, 20,000 inputs by default. A failure names the seed and the input.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <unistd.h>

#include "seeded_random.hpp"
#include "target.hpp"

namespace {

using sotto::Bytes;
using sotto::test::SeededRandom;

std::array<char, 96> place{};  // what the handler prints; written before each input

extern "C" void on_abort(int) {
  static_cast<void>(!write(STDERR_FILENO, place.data(), std::strlen(place.data())));
  std::_Exit(1);
}

std::vector<Bytes> read_folder(const char* folder) {
  std::vector<std::filesystem::path> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path());
  std::sort(names.begin(), names.end());
  std::vector<Bytes> out;
  for (const auto& name : names) {
    std::ifstream file(name, std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return out;
}

std::size_t any_place(const Bytes& in, SeededRandom& random) {
  return static_cast<std::size_t>(random.below(in.size()));
}

void mutate_once(Bytes& bytes, const std::vector<Bytes>& corpus, SeededRandom& random) {
  if (bytes.empty()) bytes.push_back(0);
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(any_place(bytes, random));
  switch (random.below(7)) {
    case 0: *at ^= static_cast<std::uint8_t>(1U << random.below(8)); break;
    case 1: *at = static_cast<std::uint8_t>(random.next()); break;
    case 2: *at = random.below(2) == 0 ? 0xff : 0x00; break;
    case 3: bytes.insert(at, static_cast<std::uint8_t>(random.next())); break;
    case 4:
      bytes.erase(at,
                  at + std::min<std::ptrdiff_t>(bytes.end() - at, 1 + static_cast<std::ptrdiff_t>(random.below(4))));
      break;
    case 5: bytes.resize(any_place(bytes, random)); break;
    default: {  // the tail of another seed
      const auto& other = corpus[static_cast<std::size_t>(random.below(corpus.size()))];
      if (other.empty()) break;
      bytes.erase(at, bytes.end());
      const auto from = other.begin() + static_cast<std::ptrdiff_t>(any_place(other, random));
      bytes.insert(bytes.end(), from, other.end());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto corpus = read_folder(argv[1]);
  const std::uint64_t inputs = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20'000;
  if (corpus.empty()) return 2;
  std::signal(SIGABRT, on_abort);
  SeededRandom random;
  for (std::uint64_t i = 0; i < corpus.size() + inputs; ++i) {
    std::snprintf(place.data(), place.size(), "failed: input %llu of SOTTO_SEED=%llu\n",
                  static_cast<unsigned long long>(i), static_cast<unsigned long long>(sotto::test::seed()));
    Bytes bytes = corpus[static_cast<std::size_t>(i < corpus.size() ? i : random.below(corpus.size()))];
    const auto steps = i < corpus.size() ? 0 : 1 + random.below(4);
    for (std::uint64_t k = 0; k < steps; ++k) mutate_once(bytes, corpus, random);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  std::printf("%zu seeds and %llu mutations passed\n", corpus.size(), static_cast<unsigned long long>(inputs));
  return 0;
}
