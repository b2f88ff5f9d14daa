# SPDX-License-Identifier: Apache-2.0

# muster_add_plugin(NAME source...)
#
# A plugin from C or C++ sources: the target NAME, the file ${CMAKE_BINARY_DIR}/plugins/NAME.so (0755
# whatever the umask). Link further libraries with target_link_libraries(NAME PRIVATE ...).
#
# The flags keep a plugin to itself: of its own names only `register` leaves it, its copy of a library is
# used even where the host has another one, two versions of the plugin share no variable, and what is
# missing is found by the linker rather than by the first call.
#
# The plugin is sealed: a host refuses it once it is damaged. So nothing may change the file after the build but
# strip, and it is built with the run path that it is installed with: INSTALL_RPATH, and the folders outside of
# the project whose libraries it links.
function(muster_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE muster::sdk)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins
    POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    BUILD_WITH_INSTALL_RPATH ON
    INSTALL_RPATH_USE_LINK_PATH ON)
  # A body that ends without its Reply would run on into whatever lies behind it.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique> -Werror=return-type)
  target_link_options(${name} PRIVATE
    LINKER:--exclude-libs,ALL LINKER:-Bsymbolic LINKER:-z,now)
  # Clang leaves the functions of its sanitizers to the program that loads the library.
  get_target_property(options ${name} LINK_OPTIONS)
  if(NOT "${options} ${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS}" MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE LINKER:-z,defs)
  endif()
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND chmod 0755 $<TARGET_FILE:${name}>
    COMMAND muster::muster-seal $<TARGET_FILE:${name}>
    VERBATIM)
endfunction()

# muster_add_plugin_test(NAME PLUGIN plugin SOURCES source...)
#
# A test program for the plugin of that target: <muster/testing.hpp>, and MUSTER_PLUGIN, the path of the library
# as a string literal. It is a test of ctest called NAME.
function(muster_add_plugin_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PLUGIN" "SOURCES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE muster::sdk_testing)
  target_compile_definitions(${name} PRIVATE "MUSTER_PLUGIN=\"$<TARGET_FILE:${arg_PLUGIN}>\"")
  add_dependencies(${name} ${arg_PLUGIN})
  add_test(NAME ${name} COMMAND ${name})
endfunction()
