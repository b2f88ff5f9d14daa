# SPDX-License-Identifier: Apache-2.0
# How Muster itself is compiled, and the one function that declares a module of the host.

option(MUSTER_TESTS "Build the tests" ON)
option(MUSTER_WERROR "Treat warnings as errors; the presets of this repository do" OFF)
set(MUSTER_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize= takes them")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
set(THREADS_PREFER_PTHREAD_FLAG ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

if(MUSTER_SANITIZE)
  add_compile_options(-fsanitize=${MUSTER_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MUSTER_SANITIZE})
  if(MUSTER_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(MUSTER_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan) # Asio has fences that g++'s ThreadSanitizer cannot follow
  endif()
endif()

# The flags of our own code; third-party headers are system headers.
add_library(muster_flags INTERFACE)
# A designated initializer that leaves members to their defaults is our idiom, not an oversight.
target_compile_options(muster_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                              -Wno-missing-field-initializers
                                              $<$<BOOL:${MUSTER_WERROR}>:-Werror>)

# muster_module(NAME SOURCES file... [PUBLIC target...] [PRIVATE target...])
#
# One module of the host, from host/NAME/CMakeLists.txt: a static library muster_NAME. The targets repeat
# the layering: a module links lower layers only (tests/layering checks the #include lines).
# -ftls-model=initial-exec: a read-side section costs 1 ns with it in a shared library, and a call without.
function(muster_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC;PRIVATE")
  add_library(muster_${name} STATIC ${arg_SOURCES})
  target_include_directories(muster_${name} PUBLIC ${PROJECT_SOURCE_DIR}/host ${PROJECT_SOURCE_DIR}/host/include)
  target_compile_options(muster_${name} PRIVATE -ftls-model=initial-exec)
  target_link_libraries(muster_${name} PUBLIC ${arg_PUBLIC} PRIVATE muster_flags ${arg_PRIVATE})
endfunction()
