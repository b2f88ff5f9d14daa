# SPDX-License-Identifier: Apache-2.0
# libmuster, the host as a shared library for programs that embed it, and what `make install` lays down.
include(CMakePackageConfigHelpers)

# muster_shared_library(NAME OUTPUT module...)
#
# The target muster_NAME, libOUTPUT.so, of whole modules: their objects, compiled once, also make up the program's
# own static libraries. Only what OUTPUT.map names leaves it; a plugin or a program with its own copy of fmt or
# Boost must never bind to ours.
function(muster_shared_library name output)
  set(target muster_${name})
  set(map ${PROJECT_SOURCE_DIR}/host/cmake/lib${output}.map)
  add_library(${target} SHARED)
  add_library(muster::${name} ALIAS ${target})
  foreach(module ${ARGN})
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:muster_${module}>)
    target_link_libraries(${target} PRIVATE muster_${module})
  endforeach()
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    OUTPUT_NAME ${output}
    LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION}
    SOVERSION 0
    LINK_DEPENDS ${map})
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_link_options(${target} PRIVATE -Wl,--version-script=${map})
  if(NOT MUSTER_SANITIZE) # a sanitizer's runtime is found in the program, not in a library
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
endfunction()

muster_shared_library(host muster base rcu schema seal plugin skill catalog registry call reload facade)
target_include_directories(muster_host INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/host/include>
                                                 $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(muster_host INTERFACE tl::expected muster::sdk)

# The host's way from a file to an answer, for the tests of authors: needs no other library of theirs.
muster_shared_library(sdk_testing muster_testing base rcu schema seal plugin skill catalog registry call testing)
target_link_libraries(muster_sdk_testing INTERFACE muster::sdk)
install(TARGETS muster_sdk_testing EXPORT musterTargets)

# All that is installed, without the tests.
add_dependencies(muster_host muster_probe_program)
add_custom_target(product DEPENDS muster_host muster_sdk_testing muster muster_probe_program muster_seal_program bundled_plugins)

# The package. muster::sdk, for authors, needs nothing; muster::host needs it, and tl::expected, in its headers.
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/muster)
install(TARGETS muster_host EXPORT muster_host)
install(EXPORT musterTargets NAMESPACE muster:: DESTINATION ${package_dir} FILE muster-sdk-targets.cmake)
install(EXPORT muster_host NAMESPACE muster:: DESTINATION ${package_dir} FILE muster-host-targets.cmake)
install(DIRECTORY host/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/muster-config.cmake.in muster-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(muster-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/muster-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/muster-config-version.cmake
        DESTINATION ${package_dir})

# Found from where the .pc file lies, so that --prefix and DESTDIR may differ from the configured prefix.
file(RELATIVE_PATH to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" to_prefix ${to_prefix})
configure_file(${CMAKE_CURRENT_LIST_DIR}/muster.pc.in muster.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/muster.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
