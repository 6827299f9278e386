#include <cstdio>
#include <exception>

#include <sotto/cli/cli.hpp>

int main(int argc, char** argv) try {
  return sotto::cli::run(argc, argv);
} catch (const std::exception&) {  // a bug, or memory is exhausted: the vault rolls back, nothing is lost
  static_cast<void>(std::fputs("Something went wrong inside Sotto. Nothing was lost; please try again.\n", stderr));
  return 1;
}
