# SPDX-License-Identifier: Apache-2.0
# A script: writes OUTPUT, a header with one string that names the content of SOURCES and the TOOLS they are
# compiled with. The header is left alone where it says so already, so that nothing is compiled again.
cmake_minimum_required(VERSION 3.25)
set(content "${TOOLS}")
foreach(source IN LISTS SOURCES)
  file(SHA256 ${source} hash)
  string(APPEND content "\n${hash}")
endforeach()
string(SHA256 id "${content}")
string(SUBSTRING ${id} 0 16 id)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define MUSTER_BUILD_ID \"@id@\"\n" @ONLY)
