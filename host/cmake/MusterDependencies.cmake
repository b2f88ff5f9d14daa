# SPDX-License-Identifier: Apache-2.0
# Every third-party package. tools/deps installs them; docs/decisions says why each is here.

# Where the system's Boost is older, `make deps` has unpacked 1.81 below build/deps.
list(PREPEND CMAKE_PREFIX_PATH ${CMAKE_CURRENT_LIST_DIR}/../../build/deps/usr)

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS filesystem json)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
pkg_check_modules(elf REQUIRED IMPORTED_TARGET libelf)
find_package(date REQUIRED) # of the agent clock: time zones
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc) # of the module skill
find_package(LibArchive REQUIRED) # of the module package
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2) # no CMake configuration on Debian 12

if(NOT TARGET yaml-cpp::yaml-cpp) # 0.7 calls it yaml-cpp
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()

if(MUSTER_TESTS)
  find_package(doctest REQUIRED)
endif()
